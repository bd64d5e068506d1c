package import FoundationEssentials

/// Time and chance as the pipeline sees them, so that tests can hold both.
package struct PipelineClock: Sendable {
    /// What time it is.
    package var now: @Sendable () -> Date
    /// Waits; throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (_ milliseconds: Int) async throws -> Void
    /// A number in 0..<1.
    package var jitter: @Sendable () -> Double
    /// Time since some moment of the past, by a clock that only goes forwards: for ages of what this process did itself.
    package var uptime: @Sendable () -> Duration

    /// A clock.
    package init(
        now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (_ milliseconds: Int) async throws -> Void,
        jitter: @escaping @Sendable () -> Double,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
        self.uptime = uptime
    }

    /// The system's time and randomness.
    package static let system = PipelineClock(
        now: { Date() },
        sleep: { try await Task.sleep(for: .milliseconds(max(0, $0))) },
        jitter: { Double.random(in: 0..<1) }
    )

    private static let started = ContinuousClock.now

    /// The time this process runs, also while the machine sleeps.
    package static let systemUptime: @Sendable () -> Duration = { started.duration(to: .now) }

    /// What time it is, in milliseconds.
    package var instant: Instant { Instant(now()) }
}
