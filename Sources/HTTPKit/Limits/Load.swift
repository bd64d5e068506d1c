package import Core
package import FoundationEssentials
import Synchronization

/// How much is under way in this process, and how far behind the workers are: what decides whether more is taken.
package final class Load: Sendable {
    private static let trustMs = 5_000

    private struct State {
        var uploads = 0
        var byOwner: [String: Int] = [:]
        var asked: Duration?
        var ageMs = 0
    }

    private let state = Mutex(State())
    private let oldest: @Sendable () async throws -> Instant?
    private let maxUploads: Int
    private let maxPerOwner: Int
    private let maxAgeMs: Int
    private let now: @Sendable () -> Date
    private let uptime: @Sendable () -> Duration

    /// The load of a process.
    ///
    /// - Parameters:
    ///   - oldest: since when the oldest due job waits.
    ///   - maxUploads: uploads taken at the same time.
    ///   - maxPerOwner: those of one owner.
    ///   - maxAgeMs: age of the oldest due job from which on no answers are taken; 0 takes them always.
    package init(
        oldest: @escaping @Sendable () async throws -> Instant?,
        maxUploads: Int,
        maxPerOwner: Int = .max,
        maxAgeMs: Int,
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.oldest = oldest
        self.maxUploads = maxUploads
        self.maxPerOwner = maxPerOwner
        self.maxAgeMs = maxAgeMs
        self.now = now
        self.uptime = uptime
    }

    /// Takes a place among the uploads; it is given back with ``uploadEnds(of:)``. False when there is none, or when the owner has
    /// as many as one may; without keys all requests are one owner's, who has no such bound.
    package func uploadBegins(of owner: String = "") -> Bool {
        state.withLock { state in
            let isOwnerFull = !owner.isEmpty && (state.byOwner[owner] ?? 0) >= maxPerOwner
            guard state.uploads < maxUploads, !isOwnerFull else { return false }
            state.uploads += 1
            state.byOwner[owner, default: 0] += 1
            return true
        }
    }

    /// Gives a place back.
    package func uploadEnds(of owner: String = "") {
        state.withLock { state in
            state.uploads -= 1
            let left = (state.byOwner[owner] ?? 1) - 1
            state.byOwner[owner] = left > 0 ? left : nil
        }
    }

    /// Whether answers wait so long for a worker that no more are taken.
    package func isQueueTooOld() async -> Bool {
        guard maxAgeMs > 0 else { return false }
        let (now, moment) = (Instant(now()), uptime())
        let known: Int? = state.withLock { state in
            state.asked.map { moment - $0 < .milliseconds(Self.trustMs) } == true ? state.ageMs : nil
        }
        if let known { return known > maxAgeMs }
        guard let waiting = try? await oldest() else { return false }
        let age = max(0, Int(clamping: now.milliseconds &- waiting.milliseconds))
        state.withLock { ($0.asked, $0.ageMs) = (moment, age) }
        return age > maxAgeMs
    }
}
