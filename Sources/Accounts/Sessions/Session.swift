package import Core
package import Database
package import HTTPKit

/// Kind of ``SessionID``.
package enum SessionKind: IdentifierKind {
    package static let prefix = "ses"
}

/// A session's identifier. It names a session and opens nothing.
package typealias SessionID = Identifier<SessionKind>

/// A browser that is signed in.
package struct Session: Sendable, Hashable {
    /// Its identifier.
    package let id: SessionID
    /// What the browser calls itself.
    package let agent: String
    /// The network it was begun from.
    package let address: String
    /// Whether it outlives the browser's window.
    package let isKept: Bool
    /// When it began.
    package let created: Instant
    /// About when it was last used.
    package let seen: Instant
    /// When it ends whatever happens.
    package let expires: Instant

    init(row: SQLRow) throws(StorageError) {
        guard let id = SessionID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored session has an id that is none.")
        }
        self.id = id
        agent = try row.text("agent")
        address = try row.text("address")
        isKept = try row.int("is_kept") != 0
        created = try row.time("created_at")
        seen = try row.time("seen_at")
        expires = try row.time("expires_at")
    }
}

/// How long sessions last.
package struct SessionLife: Sendable, Hashable {
    /// Without a request, when the person did not ask to stay signed in.
    package var idleMs = 12 * 3_600_000
    /// In all, likewise.
    package var wholeMs = 7 * 86_400_000
    /// Without a request, when they did.
    package var keptIdleMs = 14 * 86_400_000
    /// In all, likewise.
    package var keptWholeMs = 30 * 86_400_000

    /// The usual times.
    package init() {}
}

/// Sessions of browsers, in the database: what ends there is over with the next request.
package struct SessionStore: Sendable {
    /// How often the time of the last use is written down, in milliseconds.
    private static let seenEveryMs = 60_000
    /// How long a device is known, in milliseconds.
    static let deviceMs = 365 * 86_400_000
    /// Sessions of one account; the least used ends when there would be more.
    static let most = 50

    private let database: any SQLDatabase
    private let life: SessionLife

    /// The sessions of a database.
    package init(_ database: any SQLDatabase, life: SessionLife = SessionLife()) {
        self.database = database
        self.life = life
    }

    /// Begins a session, and ends the one the browser had.
    func begin(
        _ account: Account,
        _ token: Token,
        replacing old: Token?,
        for visitor: Visitor,
        isKept: Bool,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> SessionID {
        if let old { try connection.execute("DELETE FROM account_sessions WHERE hash = $1", [.text(old.hash)]) }
        let crowd = try connection.execute(
            "SELECT id FROM account_sessions WHERE account = $1 ORDER BY seen_at DESC",
            [.text(account.id.rawValue)]
        )
        for row in crowd.dropFirst(Self.most - 1) {
            try connection.execute("DELETE FROM account_sessions WHERE id = $1", [.text(try row.text("id"))])
        }
        let id = SessionID(at: now.date)
        try connection.execute(
            """
            INSERT INTO account_sessions
                (hash, id, account, version, agent, address, is_kept, created_at, seen_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
            """,
            [
                .text(token.hash), .text(id.rawValue), .text(account.id.rawValue), .int(account.version),
                .text(visitor.agent), .text(visitor.network), .flag(isKept), .time(now),
                .time(now.advanced(byMs: isKept ? life.keptWholeMs : life.wholeMs)),
            ]
        )
        return id
    }

    /// The session with a token; nil when there is none, when it is over, and when its account was locked or changed since so that
    /// all of its sessions ended. A clock that went back ends what began after it.
    package func find(_ token: String, at now: Instant) async throws -> BrowserSession? {
        guard let token = Token(token) else { return nil }
        let life = life
        let found: (Account, Session)? = try await database.read { connection in
            guard
                let row = try connection.execute(
                    "SELECT id, account, version, agent, address, is_kept, created_at, seen_at, expires_at "
                        + "FROM account_sessions WHERE hash = $1",
                    [.text(token.hash)]
                ).first
            else { return nil }
            let session = try Session(row: row)
            let idle = session.isKept ? life.keptIdleMs : life.idleMs
            guard now < session.expires, now < session.seen.advanced(byMs: idle), session.created <= now,
                let account = try AccountRows.find(try row.text("account"), in: connection), account.locked == nil,
                account.version == (try row.int("version"))
            else { return nil }
            return (account, session)
        }
        guard let (account, session) = found else { return nil }
        if session.seen.advanced(byMs: Self.seenEveryMs) < now {
            // A time of use that cannot be written refuses no request.
            _ = try? await database.write { connection in
                try connection.execute(
                    "UPDATE account_sessions SET seen_at = $2 WHERE hash = $1",
                    [.text(token.hash), .time(now)]
                )
                try connection.execute(
                    "UPDATE accounts SET seen_at = $2 WHERE id = $1",
                    [.text(account.id.rawValue), .time(now)]
                )
            }
        }
        return BrowserSession(
            id: session.id.rawValue,
            principal: account.principal,
            name: account.name,
            secret: CSRFToken(session: token.text),
            language: account.language
        )
    }

    /// The sessions of the principal's account, last used first.
    package func list(as principal: Principal, at now: Instant) async throws -> [Session] {
        try await database.read { connection in
            try connection.execute(
                """
                SELECT s.* FROM account_sessions s JOIN accounts a ON a.id = s.account AND a.version = s.version
                WHERE s.account = $1 AND s.expires_at > $2 ORDER BY s.seen_at DESC
                """,
                [.text(principal.owner), .time(now)]
            ).map { row in try Session(row: row) }
        }
    }

    /// Ends a session of the principal's account.
    ///
    /// - Returns: whether there was one.
    package func end(as principal: Principal, _ id: SessionID, at now: Instant) async throws -> Bool {
        try await database.write { connection in
            let rows = try connection.execute(
                "DELETE FROM account_sessions WHERE id = $1 AND account = $2 RETURNING id",
                [.text(id.rawValue), .text(principal.owner)]
            )
            guard !rows.isEmpty else { return false }
            try AuditLog.add(
                as: principal,
                .sessionEnded,
                on: id.rawValue,
                of: principal.owner,
                at: now,
                in: connection
            )
            return true
        }
    }

    /// Ends all sessions of the principal's account but one.
    package func endAll(as principal: Principal, but kept: String?, at now: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "DELETE FROM account_sessions WHERE account = $1 AND id <> $2",
                [.text(principal.owner), .text(kept ?? "")]
            )
            try AuditLog.add(
                as: principal,
                .sessionEnded,
                on: "all",
                of: principal.owner,
                at: now,
                in: connection
            )
        }
    }
}
