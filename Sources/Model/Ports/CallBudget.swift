import Synchronization

/// How many calls to models one answer may cost, over repairs, fallbacks and attempts, and how many it did cost. Safe to share between
/// tasks.
///
/// A judge sets ``current`` around what it asks. A provider that makes more than one call for a question takes each of them from there; a
/// provider that knows nothing of budgets is counted by the judge, one call for one question.
package final class CallBudget: Sendable {
    /// The budget of the running task; nil outside of a judgement.
    @TaskLocal package static var current: CallBudget?
    /// Calls per answer when nothing else is configured.
    package static let defaultLimit = 4

    /// Most calls.
    package let limit: Int
    private let count = Mutex(0)

    /// A budget of at least one call.
    package init(limit: Int = CallBudget.defaultLimit) { self.limit = max(1, limit) }

    /// Calls made so far.
    package var made: Int { count.withLock { $0 } }
    /// Calls that are left.
    package var left: Int { max(0, limit - made) }

    /// Takes one call; false when none is left, and then no call may be made.
    package func take() -> Bool {
        count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }
}
