package import Core

/// Tells which holders of claims fell silent, by how long this process saw their sign of life not change: neither a step of the
/// clock nor two machines whose clocks differ make a living one look dead. Pure.
package struct HeartbeatWatch: Sendable {
    /// A claim of another holder, as the database shows it.
    package struct Sign: Sendable, Hashable {
        /// What is claimed.
        package var id: String
        /// The number of the claim.
        package var runs: Int
        /// What its holder writes anew as long as it lives.
        package var mark: Instant

        /// A sign of life.
        package init(id: String, runs: Int, mark: Instant) {
            self.id = id
            self.runs = runs
            self.mark = mark
        }
    }

    /// What is remembered of one claim.
    private struct Sighting {
        var sign: Sign
        /// How long the mark was seen unchanged.
        var silence = Duration.zero
        /// How long the claim was seen.
        var age = Duration.zero
    }

    private let stale: Duration
    private let overdue: Duration?
    private let longest: Duration
    private var seen: [String: Sighting] = [:]
    private var last: Duration?

    /// A watch.
    ///
    /// - Parameters:
    ///   - staleMs: how long a mark may stay the same.
    ///   - deadlineMs: how long one claim may last; its own holder ends it then, so this is for one that hangs. Nil for ever.
    ///   - everyMs: how often ``look(at:now:)`` is called. A longer gap means that this process itself stood still, and the
    ///     others perhaps with it: it counts as twice this.
    package init(staleMs: Int, deadlineMs: Int? = nil, everyMs: Int) {
        stale = .milliseconds(staleMs)
        overdue = deadlineMs.map { .milliseconds($0) + .milliseconds(staleMs) }
        longest = .milliseconds(max(1, everyMs) * 2)
    }

    /// Looks at the claims of others.
    ///
    /// - Parameter now: time of a clock that only goes forwards.
    /// - Returns: those whose holder fell silent or hangs.
    package mutating func look(at signs: [Sign], now: Duration) -> Set<Sign> {
        let gap = last.map { min(max(.zero, now - $0), longest) } ?? .zero
        last = now
        var next: [String: Sighting] = [:]
        var dead: Set<Sign> = []
        for sign in signs {
            var sighting = Sighting(sign: sign)
            if let before = seen[sign.id], before.sign.runs == sign.runs {
                sighting.age = before.age + gap
                if before.sign.mark == sign.mark { sighting.silence = before.silence + gap }
            }
            next[sign.id] = sighting
            if sighting.silence >= stale || overdue.map({ sighting.age >= $0 }) == true { dead.insert(sign) }
        }
        seen = next
        return dead
    }
}

extension Job {
    /// The sign of life of the worker that runs it; nil when it does not run.
    package var sign: HeartbeatWatch.Sign? {
        claim.map { HeartbeatWatch.Sign(id: id.rawValue, runs: runs, mark: $0.heartbeat) }
    }
}
