package import Core
import Synchronization

/// Something that happened to stored things, told to other features in the transaction in which it happens: it is known exactly
/// when it is committed.
package struct DomainEvent: Sendable, Hashable {
    /// One thing it happened to.
    package struct Subject: Sendable, Hashable {
        /// Its identifier.
        package var id: String
        /// Who owns it.
        package var owner: String

        /// A thing and its owner.
        package init(id: String, owner: String) {
            self.id = id
            self.owner = owner
        }
    }

    /// What happened, e.g. `answer.done`.
    package var name: String
    /// What it happened to; at least one.
    package var subjects: [Subject]
    /// When.
    package var at: Instant

    /// Something that happened.
    package init(_ name: String, _ subjects: [Subject], at: Instant) {
        self.name = name
        self.subjects = subjects
        self.at = at
    }
}

/// Called with each ``DomainEvent`` inside its transaction; what it throws rolls the transaction back.
package struct DomainObserver: Sendable {
    let observe: @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void

    /// An observer.
    package init(_ observe: @escaping @Sendable (DomainEvent, any SQLConnection) throws(StorageError) -> Void) {
        self.observe = observe
    }
}

extension SQLConnection {
    /// Tells every observer of this database what happened.
    package func emit(_ event: DomainEvent) throws(StorageError) {
        guard !event.subjects.isEmpty else { return }
        for observer in observers { try observer.observe(event, self) }
    }
}

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

/// Wakes the workers of one process; several announcements in a row wake them once.
package final class JobSignal: Sendable {
    private struct Listeners {
        var next = 0
        var continuations: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// A signal without listeners.
    package init() {}

    /// Wakes every listener.
    package func announce() {
        for continuation in listeners.withLock({ Array($0.continuations.values) }) { continuation.yield() }
    }

    /// A stream of wake-ups, kept at most one deep; it is forgotten when its reader ends.
    package func announcements() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = listeners.withLock { state in
            state.next &+= 1
            state.continuations[state.next] = continuation
            return state.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.continuations.removeValue(forKey: id) }
        }
        return stream
    }
}
