import Model

/// What a good answer to one kind of question shows: criteria with weights, each made of small items that can be checked one
/// by one. Read from `config/rubrics/*.json`.
package struct Rubric: Sendable, Hashable {
    /// Its name, e.g. `behavioural`; also the name of its file.
    package var id: String
    /// Its version, raised with each change.
    package var version: Int
    /// The title a reader sees.
    package var title: String
    /// Words of a role that choose this rubric, lower case, e.g. `backend`, `account executive`.
    package var roles: [String]
    /// Phrases of a question that choose this rubric whatever the role, e.g. `tell me about a time`.
    package var questions: [String]
    /// The criteria, in the order they are shown.
    package var criteria: [RubricCriterion]
    /// A version tag of the file's content (64-bit FNV-1a, hexadecimal), pinned in every result.
    package var hash: String

    /// Name, version and hash in one word, as results carry it.
    package var label: String { "\(id) v\(version) (\(hash))" }

    /// Every single finding the rubric asks for, in order; talking points taken from a question's keywords included, and left out
    /// what needs a question or an ideal answer where there is none, and the parts of a story where the question asks for none.
    func leaves(for question: Question) -> [RubricLeaf] {
        let leaves = criteria.enumerated().flatMap { index, criterion in
            criterion.items.flatMap {
                $0.leaves(criterion: criterion.id, criterionIndex: index, keywords: question.keywords)
            }
        }
        let kind = QuestionKind(question.text)
        let tellsStory = kind == .story || !question.text.contains { $0.isLetter }
        return leaves.filter { leaf in
            // A view, a reason or a piece of knowledge has no setting, task and result.
            if !tellsStory, leaf.item.tellsStory { return false }
            return switch leaf.rule {
            case .measure(.ideal): question.idealAnswer?.contains { !$0.isWhitespace } == true
            case .measure(.onTopic): question.text.contains { !$0.isWhitespace }
            case .measure(.keywords): !question.keywords.isEmpty
            default: true
            }
        }
    }
}

/// One item of a rubric.
package struct RubricItem: Sendable, Hashable {
    /// How an item is judged.
    package enum Kind: Sendable, Hashable {
        /// Met, partly met or not met.
        case yesPartlyNo
        /// One of several described levels, worst first.
        case graded(levels: [String])
        /// Several parts, each judged for itself; the item is worth what its parts are.
        case compound(parts: [Part])
        /// Points to be hit; `fromKeywords` adds the question's own keywords.
        case talkingPoints(points: [String], fromKeywords: Bool)
    }

    /// One part of a compound item.
    package struct Part: Sendable, Hashable {
        /// Its id within the item.
        package var id: String
        /// What must be shown.
        package var text: String
        /// How rules find it.
        package var rule: RubricRule?
    }

    /// Its id within the criterion.
    package var id: String
    /// What a good answer shows, as one sentence.
    package var text: String
    /// What counts as partly met, when it needs saying.
    package var partly: String?
    /// Its weight against the other items of the criterion.
    package var weight: Double
    /// How it is judged.
    package var kind: Kind
    /// How rules find it; nil when only a reader or a model can tell.
    package var rule: RubricRule?
    /// Whether its evidence must hold a number.
    package var needsNumber: Bool
    /// What to tell a speaker who met it.
    package var strength: String?
    /// What to tell a speaker who did not.
    package var improvement: String?
    /// The drill that trains it, by its id in ``DrillCatalogue``.
    package var drill: String?

    /// Whether it asks for the parts of a told experience.
    var tellsStory: Bool {
        guard case .compound(let parts) = kind else { return false }
        return parts.contains { $0.rule == .measure(.situation) || $0.rule == .measure(.task) }
    }

    /// The single findings the item asks for.
    func leaves(criterion: String, criterionIndex: Int, keywords: [String]) -> [RubricLeaf] {
        func leaf(_ id: String, _ text: String, share: Double, rule: RubricRule?, keyword: Int? = nil) -> RubricLeaf {
            var levels: [String] = []
            if case .graded(let described) = kind { levels = described }
            return RubricLeaf(
                id: id,
                text: text,
                weight: weight * share,
                criterion: criterionIndex,
                levels: levels,
                rule: rule,
                keyword: keyword,
                item: self
            )
        }
        let path = "\(criterion).\(id)"
        switch kind {
        case .yesPartlyNo, .graded: return [leaf(path, text, share: 1, rule: rule)]
        case .compound(let parts):
            return parts.map { leaf("\(path).\($0.id)", $0.text, share: 1 / Double(parts.count), rule: $0.rule) }
        case .talkingPoints(let points, let fromKeywords):
            let terms = fromKeywords ? KeywordSearch.bounded(keywords) : []
            let share = 1 / Double(points.count + terms.count)
            let own = points.enumerated().map { index, point in
                leaf("\(path).\(index + 1)", "Mentions: \(point)", share: share, rule: .term(point))
            }
            let asked = terms.enumerated().map { index, term in
                let id = "\(path).\(points.count + index + 1)"
                return leaf(id, "Mentions: \(term)", share: share, rule: .term(term), keyword: index + 1)
            }
            return own + asked
        }
    }
}

/// A group of rubric items with its share of the score.
package struct RubricCriterion: Sendable, Hashable {
    /// Its id, e.g. `relevance`.
    package var id: String
    /// The title a reader sees.
    package var title: String
    /// Its weight against the other criteria, above 0 and at most 100.
    package var weight: Double
    /// Its items.
    package var items: [RubricItem]
}

/// One finding the rubric asks for: the unit a judge answers and arithmetic adds up.
struct RubricLeaf: Sendable, Hashable {
    /// Its path, e.g. `structure.star.result`.
    var id: String
    /// What must be shown.
    var text: String
    /// Its weight within the criterion.
    var weight: Double
    /// Index of its criterion in the rubric.
    var criterion: Int
    /// The described levels, worst first; empty unless graded.
    var levels: [String]
    /// How rules find it.
    var rule: RubricRule?
    /// Number of the question's keyword it asks for, from 1; nil for everything the rubric itself asks for. Keywords are user text
    /// and reach a model only inside their block.
    var keyword: Int?
    /// The item it comes from.
    var item: RubricItem
    /// Number of the ideal answer's point it asks for, from 1; nil for what the rubric asks. Such a finding enters no score.
    var idealPoint: Int?
}

/// How the rules judge looks for an item without understanding it.
package enum RubricRule: Sendable, Hashable {
    /// A measure the rules judge knows by name.
    case measure(RuleMeasure)
    /// Phrases; `yes` of them in different sentences meet the item, `partly` of them half of it.
    case cues([String], yes: Int, partly: Int)
    /// One term of the question.
    case term(String)
}

/// The measures the rules judge knows; a rubric names them.
package enum RuleMeasure: String, Sendable, Hashable, CaseIterable {
    /// The words of the question, or words of their topic, return in the answer.
    case onTopic
    /// The expected keywords are used in sentences.
    case keywords
    /// The terms of the ideal answer are used in sentences.
    case ideal
    /// The first sentence already says something, without a preamble.
    case direct
    /// When and where it happened.
    case situation
    /// What the speaker was asked or had to do.
    case task
    /// What the speaker did, in the first person.
    case action
    /// What came of it.
    case result
    /// The outcome has a number.
    case quantified
    /// "I did" rather than "we did" or "it was done".
    case ownership
    /// What was learned or would be done differently.
    case reflection
    /// Names, numbers and facts rather than "stuff" and "various things".
    case specific
    /// The parts come in an order a listener can follow.
    case ordered
    /// No repetition and no rambling.
    case concise
    /// Reasons are given.
    case reasons
    /// An example or a real case is given.
    case example
    /// Both sides of a choice are named.
    case tradeoff
}
