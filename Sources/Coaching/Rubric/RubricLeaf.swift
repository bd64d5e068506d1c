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
