import Synchronization

/// Tells a thread that blocks in C that its result is not wanted any more.
final class CancelFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Whether it is up.
    var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Puts it up, for good.
    func raise() { flag.store(true, ordering: .relaxed) }
}
