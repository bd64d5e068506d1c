package import Model

/// The evaluation of an answer without a judgement: its reason, and what is known without a judge.
package struct Unjudged: Sendable {
    /// Changes when ``evaluate`` gives other results for the same input.
    package var configuration: String
    /// The evaluation, with the judge that should have judged and the reason why it did not.
    package var evaluate: @Sendable (Submission, Judge.Request, Judge?, String) -> Evaluation

    /// Evaluations made by `evaluate`.
    package init(
        configuration: String,
        evaluate: @escaping @Sendable (Submission, Judge.Request, Judge?, String) -> Evaluation
    ) {
        self.configuration = configuration
        self.evaluate = evaluate
    }

    /// Nothing but the reason.
    package static let plain = Unjudged(configuration: "plain") { submission, _, judge, reason in
        Evaluation(
            engine: judge?.engine ?? "none",
            model: judge?.model,
            abstained: reason,
            rubric: submission.rubric ?? ""
        )
    }
}
