/// How long to wait before another try: exponential, half of it random, so that many jobs that failed together do not come
/// back together ("equal jitter", M. Brooker, AWS Architecture Blog, 2015).
package struct Backoff: Sendable, Hashable {
    /// The wait after the first failure, before jitter.
    package var baseMs: Int
    /// The longest wait.
    package var maxMs: Int

    /// A schedule that doubles from `baseMs` up to `maxMs`.
    package init(baseMs: Int, maxMs: Int) {
        self.baseMs = max(0, baseMs)
        self.maxMs = max(0, maxMs)
    }

    /// The wait after failure number `failure` (from 1), with `jitter` in 0…1: between half the full wait and all of it.
    package func delayMs(failure: Int, jitter: Double) -> Int {
        var full = baseMs
        for _ in 1..<max(2, min(failure, 62)) where failure > 1 {
            let (doubled, overflow) = full.multipliedReportingOverflow(by: 2)
            full = overflow ? maxMs : min(doubled, maxMs)
        }
        full = min(full, maxMs)
        let share = jitter.isFinite ? max(0, min(1, jitter)) : 0
        return full / 2 + Int(Double(full - full / 2) * share)
    }
}
