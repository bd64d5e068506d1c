import Core
import Database

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Runs one transaction on a link, again when that is safe: when the server gave up on it for another one's sake, or when the
/// line broke before the commit was sent. Blocking.
struct PostgresTransaction {
    /// Times a transaction is run in all when it meets others.
    private static let maxConflicts = 5

    let isReadOnly: Bool
    let observers: [DomainObserver]
    let vault: Vault?
    /// Until when a lost server is waited for.
    let end: ContinuousClock.Instant

    func run<Value>(on link: PostgresLink, _ body: (any SQLConnection) throws -> Value) throws -> Value {
        var conflicts = 0
        var pauseMs: UInt32 = 50
        while true {
            do {
                return try once(on: link, body)
            } catch let failure as PostgresFailure {
                switch failure.kind {
                case .conflict where conflicts + 1 < Self.maxConflicts: conflicts += 1
                case .lost where ContinuousClock.now < end:
                    // A server that restarts is back within seconds.
                    usleep(pauseMs * 1000)
                    pauseMs = min(pauseMs * 2, 500)
                default: throw failure.error
                }
            }
        }
    }

    /// - Throws: ``PostgresFailure`` when nothing was committed, for the loop above; ``Storage/StorageError`` when it is
    ///   unknown whether the commit happened; and what `body` throws.
    private func once<Value>(on link: PostgresLink, _ body: (any SQLConnection) throws -> Value) throws -> Value {
        try link.open()
        try link.run(isReadOnly ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN")
        let connection = PostgresConnection(link, observers: observers, vault: vault)
        let value: Value
        do {
            value = try body(connection)
            if let failure = connection.failure { throw failure }
        } catch {
            rollBack(link)
            if let failure = connection.failure { throw failure }
            throw error
        }
        do throws(PostgresFailure) {
            try link.run("COMMIT")
        } catch {
            rollBack(link)
            // A commit that got no answer may have happened or not.
            if error.kind == .lost && !isReadOnly { throw error.error }
            throw error
        }
        return value
    }

    private func rollBack(_ link: PostgresLink) {
        guard link.isOpen else { return }
        do throws(PostgresFailure) {
            try link.run("ROLLBACK")
        } catch {
            link.close()
        }
    }
}
