import Core
import Model

/// The most common function words of several languages: articles, pronouns, prepositions, conjunctions, auxiliaries. They make up a third
/// to a half of any text, so a few sentences tell the language (Cavnar & Trenkle 1994 compare methods; closed-class words are the simplest).
package struct LanguageProfiles: Sendable, Hashable, Codable {
    /// The words by primary language tag.
    package var words: [String: Set<String>]

    private enum CodingKeys: String, CodingKey { case words }

    /// Writes the words in order: the text is part of a fingerprint, which must not depend on a set's order in one process.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(words.mapValues { $0.sorted() }, forKey: .words)
    }

    private static let names = [
        "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
        "nl": "Dutch",
        "pl": "Polish", "sv": "Swedish", "da": "Danish", "tr": "Turkish", "hi": "Hindi", "ru": "Russian",
        "uk": "Ukrainian",
        "ar": "Arabic", "el": "Greek", "he": "Hebrew", "ja": "Japanese", "ko": "Korean", "zh": "Chinese",
        "nb": "Norwegian",
    ]

    /// The English name of a language; the tag itself when it has none here.
    static func name(_ tag: String) -> String { names[primary(tag)] ?? "\"\(tag.prefix(20))\"" }

    /// The primary language of a tag, in lower case.
    static func primary(_ tag: String) -> String { tag.prefix { $0 != "-" && $0 != "_" }.lowercased() }

    /// Reads `{"about": …, "languages": {"en": ["the", …], …}}`.
    /// - Throws: `analyze.invalid_list`, naming the line.
    package static func parse(_ text: String, name: String) throws(SpeechError) -> LanguageProfiles {
        let value: LocatedJSON
        do {
            value = try LocatedJSONParser.parse(Array(text.utf8))
        } catch {
            throw SpeechError(.invalidList, "\(name), line \(error.line): the JSON \(error.message).")
        }
        guard let members = value["languages"]?.members, members.count <= 100 else {
            throw SpeechError(.invalidList, "\(name), line \(value.line): \"languages\" is missing or no object.")
        }
        var words: [String: Set<String>] = [:]
        for member in members {
            let texts = (member.value.elements ?? []).compactMap(\.text)
            guard texts.count >= 20, texts.count <= 500, texts.count == member.value.elements?.count else {
                throw SpeechError(
                    .invalidList,
                    "\(name), line \(member.line): \"\(member.key.prefix(20))\" needs a list of 20 to 500 words."
                )
            }
            words[member.key] = Set(texts.map(TextTokens.fold))
        }
        return LanguageProfiles(words: words)
    }
}

/// Tells the language of a text by its script and its common words.
struct LanguageCheck {
    /// Fewer words than this tell nothing.
    private static let leastWords = 12
    /// The least share of a text that common words of its language make up.
    private static let leastShare = 0.22
    /// The least number of different common words.
    private static let leastDistinct = 5
    /// The share of letters in a script that makes it the text's.
    private static let scriptShare = 0.6

    private let profiles: LanguageProfiles?

    /// A check by some common words; with none, only scripts tell languages apart.
    init(_ profiles: LanguageProfiles?) { self.profiles = profiles }

    /// The finding that a transcript is in another language than it says; nil when it is not, or when the words do not tell.
    func finding(_ transcript: Transcript) -> TranscriptFinding? {
        let declared = LanguageProfiles.primary(transcript.language)
        guard let found = language(of: transcript.text, declared: declared), found != declared else { return nil }
        return TranscriptFinding(
            .otherLanguage,
            "The words seem to be \(LanguageProfiles.name(found)), and the answer was sent as \(LanguageProfiles.name(transcript.language)): filler words and hedges were not counted. Send it again with the language \"\(found)\".",
            count: transcript.words.count,
            value: found
        )
    }

    /// The language of a text, when it is clearly one and clearly not the declared one; else nil.
    func language(of text: String, declared: String) -> String? {
        let tokens = TextTokens(text).tokens.map(\.folded)
        if let script = Self.script(of: text) {
            if script.contains(declared) { return declared }
            if script.count == 1 { return script[0] }
            return best(tokens, among: Set(script))?.language ?? script[0]
        }
        guard tokens.count >= Self.leastWords, let profiles, profiles.words[declared] != nil else { return nil }
        guard let best = best(tokens, among: nil), best.language != declared, best.share >= Self.leastShare else {
            return nil
        }
        let own = share(tokens, profiles.words[declared] ?? [])
        // A few words said again and again, as "um" is, are no language.
        let distinct = Set(tokens).intersection(profiles.words[best.language] ?? []).count
        guard distinct >= Self.leastDistinct else { return nil }
        return best.share >= 2 * own && best.share - own >= 0.12 ? best.language : nil
    }

    private func best(_ tokens: [String], among languages: Set<String>?) -> (language: String, share: Double)? {
        let shares = (profiles?.words ?? [:]).filter { languages?.contains($0.key) ?? true }
            .map { (language: $0.key, share: share(tokens, $0.value)) }
        return shares.max { ($0.share, $1.language) < ($1.share, $0.language) }
    }

    private func share(_ tokens: [String], _ words: Set<String>) -> Double {
        guard !tokens.isEmpty else { return 0 }
        return Double(tokens.count { words.contains($0) }) / Double(tokens.count)
    }

    /// The languages of the script most letters are in, likely ones first; nil for the Latin script, and for too few letters.
    private static func script(of text: String) -> [String]? {
        var counts: [[String]: Int] = [:]
        var letters = 0
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
            letters += 1
            if let languages = languages(scalar.value) { counts[languages, default: 0] += 1 }
        }
        guard letters >= 20 else { return nil }
        // Japanese mixes its own signs with Chinese ones.
        let kana = counts[["ja"], default: 0]
        if kana * 10 >= letters { return ["ja"] }
        let top = counts.max { $0.value < $1.value }
        guard let top, Double(top.value) >= scriptShare * Double(letters) else { return nil }
        return top.key
    }

    private static func languages(_ scalar: UInt32) -> [String]? {
        switch scalar {
        case 0x370...0x3FF: ["el"]
        case 0x400...0x52F: ["ru", "uk", "bg", "sr", "mk", "be", "kk"]
        case 0x590...0x5FF: ["he", "yi"]
        case 0x600...0x6FF: ["ar", "fa", "ur", "ps"]
        case 0x900...0x97F: ["hi", "mr", "ne", "sa"]
        case 0x3040...0x30FF: ["ja"]
        case 0x4E00...0x9FFF: ["zh", "yue", "ja"]
        case 0xAC00...0xD7AF: ["ko"]
        default: nil
        }
    }
}

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
