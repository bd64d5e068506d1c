import HTTPKit
package import Model

/// What the evaluate stage leaves behind: the evaluation, and why it is not the configured judge's when it is not.
package struct Verdict: Sendable, Hashable, Codable {
    /// The evaluation; without a score when no judge could.
    package var evaluation: Evaluation
    /// Why the configured judge did not judge.
    package var problem: Answer.Problem?
    /// The configured judge, when it did not judge.
    package var replaced: String?

    /// A verdict.
    package init(evaluation: Evaluation, problem: Answer.Problem? = nil, replaced: String? = nil) {
        self.evaluation = evaluation
        self.problem = problem
        self.replaced = replaced
    }
}
