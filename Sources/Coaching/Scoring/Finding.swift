import Model

/// What a judge found on one leaf of the rubric, after the checks.
struct Finding: Sendable, Hashable {
    /// The leaf's id.
    var leaf: String
    /// How far it is met, 0–1.
    var value: Double
    /// The words that show it.
    var evidence: [Range<Int>]
    /// One sentence about it.
    var comment: String
    /// What to change, more exactly than the rubric says; nil for the rubric's own sentence.
    var advice: String?
    /// The words the advice is about.
    var against: [Range<Int>] = []
    /// The drill for this cause; nil for the rubric's own.
    var drill: String?

    /// The nearest of yes, partly and no; a graded item shows so beside its exact share.
    var met: Evaluation.Met { value >= 0.75 ? .yes : value >= 0.25 ? .partly : .no }
}
