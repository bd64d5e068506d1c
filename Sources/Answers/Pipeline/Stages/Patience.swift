import Core
package import Jobs
import Synchronization

/// Whether one more failure would be the last one. Follows the job's counters, which start again at each stage that gets done.
package final class Patience: Sendable {
    private let policy: JobPolicy
    private let counters: Mutex<(attempts: Int, waits: Int)>

    /// The patience left with a job.
    package init(_ policy: JobPolicy, attempts: Int = 0, waits: Int = 0) {
        self.policy = policy
        counters = Mutex((attempts, waits))
    }

    func isLastChance(_ retry: ErrorRow.Retry) -> Bool {
        let (attempts, waits) = counters.withLock { $0 }
        return policy.isLastChance(retry, attempts: attempts, waits: waits)
    }

    func stageDone() { counters.withLock { $0 = (0, 0) } }
}
