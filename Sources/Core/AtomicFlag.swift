import Synchronization

/// Something that happens once and is seen from any thread.
package final class AtomicFlag: Sendable {
    private let state = Atomic(false)

    /// Not set yet.
    package init() {}

    /// Whether it happened.
    package var isSet: Bool { state.load(ordering: .acquiring) }

    /// It happens.
    package func set() { state.store(true, ordering: .releasing) }
}
