package import Core
package import Database
package import Model

/// Reads what a re-scoring changed, page by page.
package struct DriftReader: Sendable {
    private let store: RescoreStore

    /// A reader of a database.
    package init(_ database: any SQLDatabase) { store = RescoreStore(database) }

    /// What it changed so far.
    package func table(as principal: Principal, of rescore: Rescore) async throws -> DriftTable {
        var tally = DriftTally()
        var last: AnswerID?
        while true {
            let page = try await store.outcomes(as: principal, of: rescore.id, after: last, limit: 1_000)
            for outcome in page { tally.add(outcome) }
            guard page.count == 1_000 else { return tally.table(of: rescore) }
            last = page.last?.answer
        }
    }
}
