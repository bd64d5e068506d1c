import Core
import Foundation
import Synchronization

/// A time that moves only when it is told to. Waiting on it ends when its time has come, or never.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_790_000_000))
    /// By how much the system's time was set, which no machine's uptime sees.
    private let stepped = Mutex(TimeInterval(0))

    var now: Date { time.withLock { $0 } }

    var instant: Instant { Instant(now) }

    /// Moves to a time.
    func move(to instant: Instant) { time.withLock { $0 = instant.date } }

    /// Sets the system's time; nothing passes.
    func step(byMs milliseconds: Int) {
        time.withLock { $0 = $0.addingTimeInterval(Double(milliseconds) / 1000) }
        stepped.withLock { $0 += Double(milliseconds) / 1000 }
    }

    /// Time since the start that only goes forwards.
    var uptime: Duration {
        .seconds(now.timeIntervalSince1970 - 1_790_000_000 - stepped.withLock { $0 })
    }

    /// The same with an uptime that this clock moves too.
    func pipeline(steady: Bool) -> PipelineClock {
        var clock = pipeline
        if steady { clock.uptime = { self.uptime } }
        return clock
    }

    /// The clock as the pipeline wants it; deadlines are never reached.
    var pipeline: PipelineClock {
        PipelineClock(now: { self.now }, sleep: { _ in try await Task.sleep(for: .seconds(3600)) }, jitter: { 1 })
    }

    /// The same, but waiting moves the time and returns at once. Deadlines of steps, which are longer than
    /// `longestWaitMs`, are never reached.
    func jumping(longestWaitMs: Int) -> PipelineClock {
        PipelineClock(
            now: { self.now },
            sleep: { milliseconds in
                guard milliseconds <= longestWaitMs else { return try await Task.sleep(for: .seconds(3600)) }
                self.move(to: self.instant.advanced(byMs: milliseconds))
            },
            jitter: { 1 }
        )
    }
}
