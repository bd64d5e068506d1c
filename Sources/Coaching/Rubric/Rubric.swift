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
