/// How a PostgreSQL server is used. All times in milliseconds.
package struct PostgresSettings: Sendable, Hashable {
    /// `postgres://user:password@host:port/database?sslmode=verify-full…`: every parameter libpq knows may stand in it.
    package var url: String
    /// Connections for transactions, at least 1; one more listens.
    package var connections = 8
    /// How long a statement may run before the server ends it.
    package var statementMs = 30_000
    /// How long a transaction waits for a free connection.
    package var waitMs = 10_000
    /// How long opening a connection may take; libpq counts in seconds.
    package var connectMs = 5_000
    /// How many transactions may wait for a connection.
    package var maxWaiting = 1_000

    /// A server with the defaults.
    package init(url: String) { self.url = url }

    /// Whether a text is the address of a PostgreSQL server.
    package static func isAddress(_ text: String) -> Bool {
        text.hasPrefix("postgres://") || text.hasPrefix("postgresql://")
    }
}
