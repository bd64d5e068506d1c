import Core
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

    /// What may be said of an error in a log: the first line of those about the server and the schema. Of those about data
    /// the text shows values of the row, so only the state and the names of what it broke are told.
    private static func sayable(_ state: String, _ reason: String, _ broken: String) -> String {
        let aboutServer = ["08", "25", "28", "3D", "40", "42", "53", "54", "55", "57", "58", "XX"]
        guard aboutServer.contains(String(state.prefix(2))) else {
            return broken.isEmpty ? "SQLSTATE \(state)" : "SQLSTATE \(state) of \(broken)"
        }
        return reason.split(separator: "\n").first.map(String.init) ?? ""
    }

    /// What a SQLSTATE means (PostgreSQL documentation, appendix A).
    ///
    /// - Parameters:
    ///   - reason: the server's text.
    ///   - broken: the name of the constraint or the column; empty for none.
    static func state(_ state: String, _ reason: String, broken: String = "") -> PostgresFailure {
        let reason = sayable(state, reason, broken)
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
