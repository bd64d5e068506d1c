package import Database
package import Logging

/// Keeps the quotas of clients exact over all processes of a database, within a second: each process decides by what it knows, twice a
/// second adds what clients spent at it to a table, and learns there what they spent everywhere. A request never waits for that; while the
/// database is away each process goes on by itself.
package struct SharedQuotas: Sendable {
    /// How often processes tell each other, in milliseconds.
    package static let everyMs = 500
    /// Exchanges between two sweeps.
    private static let sweepEvery = 120
    /// Clients in one transaction.
    private static let batch = 200

    private let clients: ClientTable
    private let database: any SQLDatabase
    private let log: Logger

    /// The quotas of one process.
    ///
    /// - Parameter clients: a table that is shared.
    package init(_ clients: ClientTable, over database: any SQLDatabase, log: Logger) {
        self.clients = clients
        self.database = database
        self.log = log
    }

    /// Exchanges until the task is cancelled.
    package func run() async {
        var (round, isAway) = (0, false)
        while (try? await Task.sleep(for: .milliseconds(Self.everyMs))) != nil {
            round += 1
            do {
                try await exchange()
                if round.isMultiple(of: Self.sweepEvery) {
                    _ = try await database.writeSoon { connection in try QuotaRows.sweep(in: connection) }
                }
                isAway = false
            } catch {
                if !isAway { log.warning("quotas hold in each process by itself", metadata: ["error": "\(error)"]) }
                isAway = true
            }
        }
    }

    /// Tells what was spent since the last time, and learns what was spent elsewhere. What cannot be told now is told the next time.
    package func exchange() async throws {
        // In one order, against deadlocks of two exchanges.
        var spent = clients.takeSpent().sorted { $0.name < $1.name }[...]
        while !spent.isEmpty {
            let part = Array(spent.prefix(Self.batch))
            do {
                let debts = try await database.writeSoon { connection in
                    try part.map { try QuotaRows.spend($0.name, $0.microseconds, in: connection) }
                }
                for (item, debt) in zip(part, debts) { clients.learn(item, debt: debt, now: ClientTable.now) }
            } catch {
                clients.putBack(Array(spent))
                throw error
            }
            spent = spent.dropFirst(part.count)
        }
    }
}
