import Core

/// Asks a runner to take no more answers.
package final class RescoreStop: Sendable {
    private let flag = AtomicFlag()

    /// Not asked yet.
    package init() {}

    /// Whether it was asked.
    package var isSet: Bool { flag.isSet }

    /// Asks.
    package func set() { flag.set() }
}
