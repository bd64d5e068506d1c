package import Interview

/// One change of an answer that its clients see.
package struct ProgressEvent: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: AnswerID
    /// Counts the changes of this answer; grows, with gaps when events were missed.
    package var sequence: Int
    /// Where the answer stands.
    package var status: AnswerStatus
    /// The step it is at.
    package var stage: Stage

    /// A change.
    package init(answer: AnswerID, sequence: Int, status: AnswerStatus, stage: Stage) {
        self.answer = answer
        self.sequence = sequence
        self.status = status
        self.stage = stage
    }

    /// Whether no other change follows by itself.
    package var isLast: Bool { status == .done || status == .failed }
}
