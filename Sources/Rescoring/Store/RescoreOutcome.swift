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
    /// What was asked.
    package var question: Question?
    /// BCP 47 tag, as it was sent.
    package var language: String?
    /// The mean of the scores people gave it; nil when none did.
    package var human: Double?

    /// What became of an answer.
    package init(answer: AnswerID, before: String?, after: String?, code: String? = nil) {
        self.answer = answer
        self.before = before
        self.after = after
        self.code = code
    }
}

/// An answer of a re-scoring that keeps its old results.
package struct RescoreFailure: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: String
    /// A code of the error table.
    package var code: String
    /// One sentence.
    package var detail: String

    /// A failure.
    package init(answer: String, code: String, detail: String) {
        self.answer = answer
        self.code = code
        self.detail = detail
    }
}
