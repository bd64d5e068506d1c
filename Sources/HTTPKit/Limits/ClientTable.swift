import Synchronization

/// What is remembered of each client's quotas. Bounded: clients whose quota is whole again are forgotten first, as nothing is
/// lost with them, then those who come next to it.
package final class ClientTable: Sendable {
    private struct Entry: Hashable {
        let client: String
        let cost: CostClass
    }

    private let entries = Mutex<[Entry: Int64]>([:])
    private let quotas: Quotas
    private let capacity: Int

    /// An empty table.
    package init(_ quotas: Quotas, capacity: Int = 20_000) {
        self.quotas = quotas
        self.capacity = max(1, capacity)
    }

    /// Whether quotas hold while no keys are needed.
    package var holdsWithoutKeys: Bool { quotas.holdWithoutKeys }

    /// How many are remembered.
    package var count: Int { entries.withLock { $0.count } }

    /// Decides about a client's request; nil when its class has no quota.
    ///
    /// - Parameters:
    ///   - isSpent: false only asks.
    ///   - now: microseconds of a clock that never goes back.
    package func decide(_ client: String, _ cost: CostClass, isSpent: Bool = true, now: Int64) -> GCRA.Decision? {
        guard let rule = quotas[cost] else { return nil }
        let entry = Entry(client: client, cost: cost)
        return entries.withLock { entries in
            let decision = rule.decide(wholeAt: entries[entry], now: now)
            guard isSpent else { return decision }
            if entries[entry] == nil, entries.count >= capacity { Self.makeRoom(in: &entries, now: now) }
            entries[entry] = decision.wholeAt
            return decision
        }
    }

    /// The quota of a class.
    package func quota(_ cost: CostClass) -> Int? { quotas[cost]?.quota }

    private static func makeRoom(in entries: inout [Entry: Int64], now: Int64) {
        let count = entries.count
        entries = entries.filter { $0.value > now }
        // A tenth at once, so that a full table is not sorted for each newcomer.
        guard entries.count > count - max(1, count / 10) else { return }
        for (entry, _) in entries.sorted(by: { $0.value < $1.value }).prefix(max(1, count / 10)) {
            entries[entry] = nil
        }
    }
}
