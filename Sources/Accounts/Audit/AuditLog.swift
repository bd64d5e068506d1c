package import Core
package import Database
import FoundationEssentials

/// Kind of ``AuditID``.
package enum AuditKind: IdentifierKind {
    package static let prefix = "aud"
}

/// An entry's identifier; they sort by time.
package typealias AuditID = Identifier<AuditKind>

/// One thing that was done to a person or to what belongs to them. Entries hold ids and words of this program, no names and no
/// content, so that they can stay when a person is erased.
package struct AuditEntry: Sendable, Hashable {
    /// What is written down. The raw values are stored and never change.
    package enum Action: String, Sendable, Hashable, CaseIterable {
        case accountCreated = "account.created"
        case accountConfirmed = "account.confirmed"
        case accountLocked = "account.locked"
        case accountUnlocked = "account.unlocked"
        case accountErased = "account.erased"
        case accountExported = "account.exported"
        case roleChanged = "account.role_changed"
        case passwordChanged = "account.password_changed"
        case passwordReset = "account.password_reset"
        case emailChanged = "account.email_changed"
        case secondFactorOn = "account.second_factor_on"
        case secondFactorOff = "account.second_factor_off"
        case invited = "account.invited"
        case resetSent = "account.reset_sent"
        case consentChanged = "account.consent_changed"
        case signedIn = "session.created"
        case signInFailed = "session.refused"
        case sessionEnded = "session.ended"
        case tokenCreated = "token.created"
        case tokenRevoked = "token.revoked"
        case shareCreated = "share.created"
        case shareRevoked = "share.revoked"
        case answerViewed = "answer.viewed"
        case answerReviewed = "answer.reviewed"
        case answerRetried = "answer.retried"
        case tookOver = "account.took_over"
    }

    /// Its identifier.
    package let id: AuditID
    /// When.
    package let at: Instant
    /// Who: the owner of the principal; empty for the service itself or an unknown visitor.
    package let actor: String
    /// How the actor was recognised: `user`, `key`, `operator`, `system`, `visitor`.
    package let actorKind: String
    /// What was done.
    package let action: Action
    /// To what: an id.
    package let subject: String
    /// The person whom it concerns, who can see the entry; nil for none.
    package let account: String?
    /// More in words of this program, such as the new role.
    package let detail: String

    init(row: SQLRow) throws(StorageError) {
        guard let id = AuditID(try row.text("id")) else {
            throw StorageError(.corrupt, "An entry has an id that is none.")
        }
        self.id = id
        at = try row.time("at")
        actor = try row.text("actor")
        actorKind = try row.text("actor_kind")
        action = try row.choice("action")
        subject = try row.text("subject")
        account = try row.optionalText("account")
        detail = try row.text("detail")
    }
}

/// The log of what was done to people and their things. Rows are only added: the database itself refuses to change or remove one.
package struct AuditLog: Sendable {
    /// Entries in one page.
    package static let pageLength = 100

    private let database: any SQLDatabase

    /// The log of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Adds an entry, in the transaction of what it tells of.
    ///
    /// - Parameter principal: who did it; nil for a visitor without credentials.
    package static func add(
        as principal: Principal?,
        _ action: AuditEntry.Action,
        on subject: String,
        of account: String?,
        _ detail: String = "",
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) {
        let kind =
            switch principal?.kind {
            case .user: "user"
            case .apiKey: "key"
            case .localOperator: "operator"
            case .system: "system"
            case .shareLink, nil: "visitor"
            }
        try connection.execute(
            """
            INSERT INTO audit_log (id, at, actor, actor_kind, action, subject, account, detail)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """,
            [
                .text(AuditID(at: now.date).rawValue), .time(now), .text(principal?.owner ?? ""), .text(kind),
                .text(action.rawValue), .text(subject), account.map { .text($0) } ?? .null, .text(detail),
            ]
        )
    }

    /// Entries, newest first: all of them for who looks after people, else those that concern the principal's own account.
    ///
    /// - Parameters:
    ///   - account: only those about this account.
    ///   - before: only those older than this entry.
    package func list(
        as principal: Principal,
        of account: String? = nil,
        before: AuditID? = nil,
        limit: Int = AuditLog.pageLength
    ) async throws -> [AuditEntry] {
        let wanted = principal.may(.peopleManage) ? account : principal.owner
        return try await database.read { connection in
            var (conditions, values): ([String], [SQLValue]) = ([], [])
            if let wanted {
                values.append(.text(wanted))
                conditions.append("account = $\(values.count)")
            }
            if let before {
                values.append(.text(before.rawValue))
                conditions.append("id < $\(values.count)")
            }
            let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            values.append(.int(limit))
            return try connection.execute(
                "SELECT * FROM audit_log \(condition) ORDER BY id DESC LIMIT $\(values.count)",
                values
            ).map { row in try AuditEntry(row: row) }
        }
    }
}
