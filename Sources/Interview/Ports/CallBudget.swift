import Synchronization

/// How often paid models may be asked for one answer, over everything that asks again: repairs of unreadable replies, fallback models,
/// attempts after failures, a narrator after a judge. The evaluate stage sets one around an answer; whatever asks a model takes from it.
package final class CallBudget: Sendable {
    /// The budget of the answer that is being judged in this task; nil outside of one.
    @TaskLocal package static var current: CallBudget?

    /// Calls for one answer judged by one run of one model.
    package static let perAnswer = 4

    /// The most calls.
    package let limit: Int
    private let taken = Mutex(0)
    private let parent: CallBudget?

    /// A budget within that of the task around it, if there is one.
    package init(limit: Int = perAnswer) {
        self.limit = max(1, limit)
        parent = Self.current
    }

    /// Takes one call.
    ///
    /// - Returns: false when none is left, here or in the budget around this one; nothing is taken then.
    package func take() -> Bool {
        let isFree = taken.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
        guard isFree else { return false }
        if let parent, !parent.take() {
            taken.withLock { $0 -= 1 }
            return false
        }
        return true
    }

    /// How many calls were taken.
    package var spent: Int { taken.withLock { $0 } }

    /// Whether no call is left.
    package var isSpent: Bool { spent >= limit || parent?.isSpent == true }

    /// "It was asked 4 times."; empty when nothing was asked.
    package var sentence: String {
        switch spent {
        case 0: ""
        case 1: "It was asked once."
        case 2: "It was asked twice."
        default: "It was asked \(spent) times."
        }
    }
}
