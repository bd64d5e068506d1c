/// The fillers and hedges of one language: the content of `config/fillers/<language>.json`.
package struct LanguageList: Sendable, Hashable, Codable {
    /// One filler or hedge, and when it counts.
    package struct Entry: Sendable, Hashable, Codable {
        /// The normalised word or words, as results name it: `um`, `you know`.
        package var text: String
        /// How it may be written. A `+` after a letter stands for that letter once or more: `u+m+` is um, umm, uuum.
        package var forms: [String]
        /// Whether it counts where no rule applies.
        package var counts: Bool
        /// Rules by context; the first one that applies decides.
        package var rules: [Rule]

        /// A filler or hedge.
        package init(text: String, forms: [String]? = nil, counts: Bool = true, rules: [Rule] = []) {
            self.text = text
            self.forms = forms ?? [text]
            self.counts = counts
            self.rules = rules
        }
    }

    /// A rule of context. Each of `before` and `after` holds alternatives, of which one must fit; an empty list always fits.
    /// An alternative is words in reading order, and each may be a word, `*ing` for words with that ending, `*` for any word, `@name` for a class, or a mark:
    /// `,` for a comma or dash, `^` for the start of a sentence, `^^` for the start of the answer, `$` for the end of a sentence,
    /// `_` for no punctuation at all. Filled pauses between the words are passed over.
    package struct Rule: Sendable, Hashable, Codable {
        /// What may stand in front.
        package var before: [String]
        /// What may follow.
        package var after: [String]
        /// Whether it counts then.
        package var counts: Bool

        /// A rule.
        package init(before: [String] = [], after: [String] = [], counts: Bool) {
            self.before = before
            self.after = after
            self.counts = counts
        }
    }

    /// Primary language tag in lower case, as the file is named: `en`.
    package var language: String
    /// Named sets of words that rules refer to as `@name`.
    package var classes: [String: [String]]
    /// "um", "uh", "hmm".
    package var filledPauses: [Entry]
    /// "like", "you know".
    package var lexical: [Entry]
    /// "maybe", "I guess".
    package var hedges: [Entry]
    /// Words that begin a clause, such as conjunctions: a pause in front of one lies at a boundary.
    package var clauseStarters: [String]
    /// Words that never end a clause, such as articles: a pause after one lies inside a clause.
    package var neverLast: [String]
    /// Words that are said twice on purpose: "very very", "had had".
    package var doubles: [String]

    /// A list.
    package init(
        language: String,
        classes: [String: [String]] = [:],
        filledPauses: [Entry] = [],
        lexical: [Entry] = [],
        hedges: [Entry] = [],
        clauseStarters: [String] = [],
        neverLast: [String] = [],
        doubles: [String] = []
    ) {
        self.language = language
        self.classes = classes
        self.filledPauses = filledPauses
        self.lexical = lexical
        self.hedges = hedges
        self.clauseStarters = clauseStarters
        self.neverLast = neverLast
        self.doubles = doubles
    }
}
