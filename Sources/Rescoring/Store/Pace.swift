import Core

/// How many answers may begin now: as many as are free, one after the other at a limited rate.
struct Pace {
    /// How many may begin.
    private(set) var count = 0
    /// When the next one may begin.
    private(set) var next: Instant
    private let stepMs: Int

    /// A pace whose next beginning is at `next`.
    init(_ limits: RescoreLimits, next: Instant, at now: Instant) {
        stepMs = limits.perMinute.map { 60_000 / $0 } ?? 0
        // What was not used does not add up.
        self.next = stepMs > 0 ? max(next, now.advanced(byMs: -stepMs)) : next
        self.now = now
    }

    private let now: Instant

    /// Allows up to `free`.
    func grant(_ free: Int) -> Pace {
        var pace = self
        guard stepMs > 0 else {
            pace.count = max(0, free)
            return pace
        }
        let due = next > now ? 0 : Int(now.milliseconds &- next.milliseconds) / stepMs + 1
        pace.count = max(0, min(free, due))
        return pace
    }

    /// Uses one.
    mutating func use() {
        count -= 1
        if stepMs > 0 { next = next.advanced(byMs: stepMs) }
    }
}
