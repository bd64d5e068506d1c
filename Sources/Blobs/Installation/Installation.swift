package import Core
package import Database
import FoundationEssentials

/// One installation of Debrief: a database and what belongs to it.
package struct Installation: Sendable, Hashable {
    /// A random UUID, made with the first start.
    package var id: String
    /// Counts the sweeps. A database whose count is behind that of a mark was restored from before the mark was written.
    package var generation: Int

    /// An installation.
    package init(id: String, generation: Int) {
        self.id = id
        self.generation = generation
    }
}

/// The installation a database belongs to.
package struct InstallationStore: Sendable {
    private let database: any SQLDatabase

    /// The installation of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Which it is; a database that has none yet gets one.
    package func current(at now: Instant) async throws -> Installation {
        if let known = try await find() { return known }
        let id = UUID().uuidString.lowercased()
        return try await database.write { connection in
            try connection.execute(
                """
                INSERT INTO installation (one, id, generation, created_at) VALUES (1, $1, 0, $2)
                ON CONFLICT (one) DO NOTHING
                """,
                [.text(id), .time(now)]
            )
            return try Self.find(in: connection) ?? Installation(id: id, generation: 0)
        }
    }

    /// Which it is; nil when the database has none yet.
    package func find() async throws -> Installation? {
        try await database.read { connection in try Self.find(in: connection) }
    }

    /// Counts one more sweep.
    package func advance() async throws -> Installation? {
        try await database.write { connection in
            try connection.execute("UPDATE installation SET generation = generation + 1 WHERE one = 1")
            return try Self.find(in: connection)
        }
    }

    private static func find(in connection: any SQLConnection) throws -> Installation? {
        try connection.execute("SELECT id, generation FROM installation WHERE one = 1").first.map { row in
            Installation(id: try row.text("id"), generation: try row.int("generation"))
        }
    }
}
