import Database
import HTTPKit
import Logging
import Testing

extension StorageCheck {
    private static let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// How many requests a process lets pass before it refuses one, at most `most`.
    private static func passing(_ clients: ClientTable, _ client: String, most: Int = 1_000) -> Int {
        for count in 0..<most
        where clients.decide(client, .writes, now: ClientTable.now)?.isAllowed != true { return count }
        return most
    }

    static let quotas = [
        StorageCheck(migrated: "what a client spends at one process it has not left at another") {
            (database) async throws in
            // One more passes in a minute, so that none comes back while this runs.
            let rule = Quotas([.writes: 1, .reads: 1])
            #expect(passing(ClientTable(rule), "ada") == 1)
            let shared = Quotas([.writes: 20, .reads: 20], areShared: true)
            let tables = (0..<2).map { _ in ClientTable(shared) }
            let processes = tables.map { SharedQuotas($0, over: database, log: log) }
            #expect(passing(tables[0], "ada", most: 15) == 15 && passing(tables[1], "ada", most: 3) == 3)
            for process in processes { try await process.exchange() }
            // The second knows all 18; the first told before the others were known, and learns with its next request.
            #expect((2...3).contains(passing(tables[1], "ada")))
            try await processes[1].exchange()
            _ = tables[0].decide("ada", .writes, now: ClientTable.now)
            try await processes[0].exchange()
            #expect(passing(tables[0], "ada") <= 1)
            #expect(passing(tables[0], "bob") >= 20, "each client has its own")
            #expect(tables[0].decide("ada", .reads, now: ClientTable.now)?.isAllowed == true, "and each class")
        },
        StorageCheck(migrated: "what passed too much before processes knew of each other is held against the client") {
            (database) async throws in
            let shared = Quotas([.writes: 20], areShared: true)
            let tables = (0..<3).map { _ in ClientTable(shared) }
            let processes = tables.map { SharedQuotas($0, over: database, log: log) }
            let start = ClientTable.now
            for table in tables { #expect(passing(table, "ada", most: 12) == 12) }
            for process in processes { try await process.exchange() }
            let decision = try #require(tables[2].decide("ada", .writes, now: ClientTable.now))
            // 36 of 20 a minute: 16 too many are 48 s, and 3 s for the next.
            let tookMs = Int(ClientTable.now - start) / 1_000
            #expect(!decision.isAllowed && decision.remaining == 0)
            #expect((50_000 - tookMs...51_000).contains(decision.retryInMs), "\(decision.retryInMs), \(tookMs)")
            for _ in 0..<5 { _ = try await database.write { try QuotaRows.spend("eve", 60_000_000, in: $0) } }
            let debt = try await database.write { try QuotaRows.spend("eve", 60_000_000, in: $0) }
            #expect((119_000_000...120_000_000).contains(debt), "never more than two minutes")
            try await database.write { connection in try QuotaRows.sweep(in: connection) }
            #expect(try await database.read { try $0.execute("SELECT client FROM quotas") }.count == 2)
            try await database.write { connection in
                try connection.execute("UPDATE quotas SET whole_at = 5")
                try QuotaRows.sweep(in: connection)
            }
            #expect(try await database.read { try $0.execute("SELECT client FROM quotas") }.isEmpty)
        },
    ]
}
