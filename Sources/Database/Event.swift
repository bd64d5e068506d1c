/// One change of something that clients follow, as processes tell each other about it: a topic, a number that grows with each
/// change of that topic, and what the change is as JSON.
package struct Event: Sendable, Hashable, Codable {
    /// What changed, e.g. an answer's identifier.
    package var topic: String
    /// Counts the changes of the topic; grows, with gaps when events were missed.
    package var sequence: Int
    /// The change as JSON text.
    package var payload: String
    /// Whether no other change of the topic follows by itself.
    package var isLast: Bool

    /// A change.
    package init(topic: String, sequence: Int, payload: String, isLast: Bool) {
        self.topic = topic
        self.sequence = sequence
        self.payload = payload
        self.isLast = isLast
    }
}
