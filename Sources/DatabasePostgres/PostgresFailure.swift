import Database

/// What the server or the line to it reported, before it becomes one of our errors.
struct PostgresFailure: Error {
    /// What a transaction does about it.
    enum Kind: Sendable, Hashable {
        /// The connection is gone; whatever was not committed did not happen.
        case lost
        /// The server gave up on this transaction for another one's sake; it may be run again.
        case conflict
        /// It would go wrong again.
        case refused
    }

    let kind: Kind
    let error: StorageError

    /// The line broke, or never stood.
    static func lost(_ reason: String) -> PostgresFailure {
        PostgresFailure(
            kind: .lost,
            error: StorageError(
                .unavailable,
                "The database cannot be reached.",
                context: ["engine": "postgres", "reason": reason]
            )
        )
    }

    /// What a SQLSTATE means (PostgreSQL documentation, appendix A).
    static func state(_ state: String, _ reason: String) -> PostgresFailure {
        let context = ["engine": "postgres", "code": state, "reason": reason]
        switch state.prefix(2) {
        // Connection exceptions, and the server shutting down or starting up.
        case "08": return lost(reason)
        case "57" where state == "57P01" || state == "57P02" || state == "57P03" || state == "57P05":
            return lost(reason)
        case "25" where state == "25P03": return lost(reason)
        case "40": return PostgresFailure(kind: .conflict, error: unavailable(context))
        // Disk full, out of memory, too many connections, statement or lock timeout, operator's cancel.
        case "53" where state == "53100":
            return PostgresFailure(
                kind: .refused,
                error: StorageError(.full, "The disk has no room left for the database.", context: context)
            )
        case "53", "55", "57", "58", "28", "3D": return PostgresFailure(kind: .refused, error: unavailable(context))
        default:
            return PostgresFailure(
                kind: .refused,
                error: StorageError(
                    .corrupt,
                    "The database does not accept the row or the statement.",
                    context: context
                )
            )
        }
    }

    private static func unavailable(_ context: [String: String]) -> StorageError {
        StorageError(.unavailable, "The database cannot be used at the moment.", context: context)
    }
}
