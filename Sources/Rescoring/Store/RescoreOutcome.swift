package import Model

/// What became of one answer of a re-scoring.
package struct RescoreOutcome: Sendable, Hashable {
    /// The answer.
    package var answer: AnswerID
    /// Its score before, as JSON; nil when there was none.
    package var before: String?
    /// Its score after, as JSON; nil when there is none.
    package var after: String?
    /// The code of what failed; nil when nothing did.
    package var code: String?

    /// What became of an answer.
    package init(answer: AnswerID, before: String?, after: String?, code: String? = nil) {
        self.answer = answer
        self.before = before
        self.after = after
        self.code = code
    }
}
