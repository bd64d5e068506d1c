import Core
import FoundationEssentials

/// An account as its person and administrators see it.
package struct AccountReply: Encodable, Sendable {
    var id: String
    var email: String
    var username: String
    var role: String
    var firstName: String
    var lastName: String
    var phone: String
    var allowsReview: Bool
    var secondFactor: Bool
    var createdAt: Date
    var confirmedAt: Date?
    var lockedAt: Date?
    var lastSeenAt: Date?

    /// What is shown of an account.
    package init(_ account: Account) {
        id = account.id.rawValue
        email = account.email.text
        username = account.username.text
        role = account.role.rawValue
        (firstName, lastName) = (account.profile.firstName, account.profile.lastName)
        phone = account.profile.phone
        allowsReview = account.reviewConsent != nil
        secondFactor = account.secondFactor != nil
        createdAt = account.created.date
        confirmedAt = account.confirmed?.date
        lockedAt = account.locked?.date
        lastSeenAt = account.seen?.date
    }
}

/// The reply to a sign-in.
struct SessionReply: Encodable {
    var account: AccountReply
    var session: String
    var csrfToken: String
}

/// The reply to what may have sent a mail.
struct LetterReply: Encodable {
    var status: String
    var detail: String

    init(_ isSending: Bool) {
        status = "accepted"
        detail =
            isSending
            ? "If the address can be used, a mail with a link is on its way."
            : "No mail is set up; the administrator sees the link and hands it on."
    }
}

/// The reply to an erasure.
struct ReceiptReply: Encodable { var receipt: String }

/// A new secret of a second factor.
struct SecretReply: Encodable {
    var secret: String
    var uri: String
}

/// Recovery codes, shown once.
struct CodesReply: Encodable { var recoveryCodes: [String] }

/// A session in a list.
struct SessionEntry: Encodable {
    var id: String
    var agent: String
    var address: String
    var stays: Bool
    var current: Bool
    var createdAt: Date
    var lastSeenAt: Date
    var expiresAt: Date

    init(_ session: Session, here: String?) {
        id = session.id.rawValue
        (agent, address) = (session.agent, session.address)
        stays = session.isKept
        current = session.id.rawValue == here
        (createdAt, lastSeenAt, expiresAt) = (session.created.date, session.seen.date, session.expires.date)
    }
}

/// The sessions of a person.
struct SessionList: Encodable { var sessions: [SessionEntry] }

/// A personal token.
struct TokenReply: Encodable {
    var id: String
    var name: String
    var scopes: [String]
    var createdAt: Date
    var expiresAt: Date?
    var revokedAt: Date?
    var lastUsedAt: Date?
    /// The whole token; only in the reply that made it.
    var token: String?

    init(_ key: StoredKey, key text: String? = nil) {
        id = key.prefix
        name = key.name
        scopes = key.scopes.sorted().map(\.rawValue)
        createdAt = key.created.date
        expiresAt = key.expires?.date
        revokedAt = key.revoked?.date
        lastUsedAt = key.used?.date
        token = text
    }
}

/// The personal tokens of a person.
struct TokenList: Encodable { var tokens: [TokenReply] }

/// An entry of the audit log.
package struct LogEntry: Encodable, Sendable {
    var id: String
    var at: Date
    var actor: String
    var actorKind: String
    var action: String
    var subject: String
    var account: String?
    var detail: String

    /// What is shown of an entry.
    package init(_ entry: AuditEntry) {
        id = entry.id.rawValue
        at = entry.at.date
        (actor, actorKind) = (entry.actor, entry.actorKind)
        (action, subject) = (entry.action.rawValue, entry.subject)
        (account, detail) = (entry.account, entry.detail)
    }
}

/// A page of the audit log.
package struct LogReply: Encodable, Sendable {
    var entries: [LogEntry]

    /// A page of entries.
    package init(entries: [LogEntry]) { self.entries = entries }
}
