package import Answers
package import Model

/// One answer of a re-scoring in a runner's hands.
package struct RescoreItem: Sendable, Hashable {
    /// The re-scoring.
    package var rescore: RescoreID
    /// The answer.
    package var answer: AnswerID
    /// Who has it.
    package var runner: String
    /// Times it was taken; with the runner's name it fences every write.
    package var runs: Int
    /// Failures so far.
    package var attempts: Int

    /// How a runner's work on it ends.
    package enum Ending: Sendable {
        /// These results count now.
        case done(chosen: [StoredResult], before: String?, after: String?)
        /// The old results stay.
        case failed(code: String, detail: String)
        /// It is due again after a while.
        case again(afterMs: Int, counts: Bool)
    }
}
