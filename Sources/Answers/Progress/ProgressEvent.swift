import Core
package import Database
package import Model

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

extension ProgressEvent {
    /// The change as processes tell each other about it.
    package var event: Event {
        Event(
            topic: answer.rawValue,
            sequence: sequence,
            payload: (try? StoredJSON.text(self)) ?? "",
            isLast: isLast
        )
    }

    /// The change of an answer that an event is about; nil for events of something else.
    package init?(_ event: Event) {
        guard let change = try? StoredJSON.value(ProgressEvent.self, from: event.payload) else { return nil }
        self = change
    }
}
