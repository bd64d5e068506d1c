/// Quotas that several processes share: of each client the moment at which its quota is whole again (a generic cell rate algorithm), by
/// the clock of the database, which all of them have in common.
package enum QuotaRows {
    /// Most that is remembered against a client, in microseconds: two windows of a minute. What processes let pass together before they
    /// knew of each other is at most that.
    package static let mostDebt: Int64 = 120_000_000

    /// Adds what a client spent.
    ///
    /// - Parameter spent: microseconds of its window.
    /// - Returns: microseconds until its quota is whole again.
    package static func spend(
        _ client: String,
        _ spent: Int64,
        in connection: any SQLConnection
    ) throws(StorageError) -> Int64 {
        let dialect = connection.dialect
        let now = dialect.microseconds
        let before = dialect.either(
            sqlite: "MAX(quotas.whole_at, \(now))",
            postgres: "GREATEST(quotas.whole_at, \(now))"
        )
        let most = "\(now) + \(mostDebt)"
        let after = dialect.either(
            sqlite: "MIN(\(most), \(before) + $2)",
            postgres: "LEAST(\(most), \(before) + $2)"
        )
        let rows = try connection.execute(
            """
            INSERT INTO quotas (client, whole_at) VALUES ($1, \(now) + $2)
            ON CONFLICT (client) DO UPDATE SET whole_at = \(after) RETURNING whole_at - \(now) AS debt
            """,
            [.text(client), .integer(min(max(0, spent), mostDebt))]
        )
        return max(0, try rows.first?.int64("debt") ?? 0)
    }

    /// Removes clients whose quota is whole, but for rows that another transaction has: waiting for them could be a deadlock.
    package static func sweep(in connection: any SQLConnection) throws(StorageError) {
        try connection.execute(
            """
            DELETE FROM quotas WHERE client IN (
                SELECT client FROM quotas WHERE whole_at < \(connection.dialect.microseconds) \(connection.dialect.skipLocked)
            )
            """
        )
    }
}

extension Dialect {
    /// Microseconds since 1970 by the clock of the database, as SQL.
    fileprivate var microseconds: String {
        either(
            sqlite: "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
            postgres: "CAST(EXTRACT(EPOCH FROM statement_timestamp()) * 1000000 AS BIGINT)"
        )
    }
}
