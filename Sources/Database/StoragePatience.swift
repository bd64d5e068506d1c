import Synchronization

/// The one deadline that all a request asks of the database has together while the database does not answer: what follows a call
/// that waited in vain does not wait again. Work without one, as that of workers, waits each time.
package final class StoragePatience: Sendable {
    /// That of the request that is being answered; nil for other work.
    @TaskLocal package static var current: StoragePatience?

    private let spent = Mutex<ContinuousClock.Instant?>(nil)

    /// Nothing has waited yet.
    package init() {}

    /// Until when a call that begins now waits.
    package func end(waiting time: Duration) -> ContinuousClock.Instant {
        spent.withLock { $0 } ?? ContinuousClock.now.advanced(by: time)
    }

    /// Whether a call has waited in vain.
    package var isSpent: Bool { spent.withLock { $0 != nil } }

    /// Notes that a call has waited in vain.
    package func spend() { spent.withLock { $0 = $0 ?? ContinuousClock.now } }
}
