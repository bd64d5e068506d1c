import Synchronization

/// How far the body of a request is.
final class BodyProgress: Sendable {
    private let waits = Atomic(false)

    /// Whether the body is being read and its end has not come: then a delay is the client's.
    var isUnderWay: Bool { waits.load(ordering: .acquiring) }

    /// The body is read from now on.
    func begin() { waits.store(true, ordering: .releasing) }

    /// The body is there.
    func end() { waits.store(false, ordering: .releasing) }
}
