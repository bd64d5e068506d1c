import Synchronization

/// Counts calls.
final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    /// The next number, from 1.
    func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}
