import Synchronization

/// How many calls to paid models one answer may cost, over everything that asks again: repairs of unreadable replies, fallback models,
/// attempts after failures, a narrator after a judge. Safe to share between tasks.
///
/// The evaluate stage sets ``current`` around an answer, a judge sets a narrower one within it. A provider that makes more than one call
/// for a question takes each of them from there; a provider that knows nothing of budgets is counted by the judge.
package final class CallBudget: Sendable {
    /// The budget of the running task; nil outside of a judgement.
    @TaskLocal package static var current: CallBudget?
    /// Calls for one answer when nothing else is configured.
    package static let perAnswer = 4

    /// The most calls.
    package let limit: Int
    private let count = Mutex(0)
    private let parent: CallBudget?

    /// A budget of at least one call, within that of the task around it, if there is one.
    package init(limit: Int = CallBudget.perAnswer) {
        self.limit = max(1, limit)
        parent = Self.current
    }

    /// Calls made so far.
    package var made: Int { count.withLock { $0 } }
    /// Calls that are left, here and in the budget around this one.
    package var left: Int { min(max(0, limit - made), parent?.left ?? .max) }
    /// Whether no call is left.
    package var isSpent: Bool { left == 0 }

    /// Takes one call.
    ///
    /// - Returns: false when none is left, here or in the budget around this one; nothing is taken then.
    package func take() -> Bool {
        let isFree = count.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { return false }
        if let parent, !parent.take() {
            count.withLock { $0 -= 1 }
            return false
        }
        return true
    }

    /// "It was asked 4 times."; empty when nothing was asked.
    package var sentence: String {
        switch made {
        case 0: ""
        case 1: "It was asked once."
        case 2: "It was asked twice."
        default: "It was asked \(made) times."
        }
    }
}
