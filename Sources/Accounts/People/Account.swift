package import Catalogue
package import Core
import Database

/// Kind of ``AccountID``.
package enum PersonKind: IdentifierKind {
    package static let prefix = "usr"
}

/// An account's identifier; it owns what the person makes.
package typealias AccountID = Identifier<PersonKind>

/// What an account is for. The raw values are stored and never change.
package enum Role: String, Sendable, Hashable, CaseIterable, Codable {
    /// Practises, and sees what is theirs.
    case user
    /// May look at answers of people who agreed to it.
    case reviewer
    /// Looks after people. Sees nothing of theirs by that alone.
    case administrator

    /// What its holder may do.
    package var permissions: Set<Permission> {
        switch self {
        case .user: [.answersRead, .answersWrite]
        case .reviewer: [.answersRead, .answersWrite, .answersReview]
        case .administrator: [.answersRead, .answersWrite, .answersReview, .peopleManage, .metricsRead]
        }
    }
}

/// A person with an account.
package struct Account: Sendable, Hashable {
    /// Its identifier.
    package let id: AccountID
    /// The address as its owner writes it.
    package var email: EmailAddress
    /// The name that is unique here.
    package var username: Username
    /// What it is for.
    package var role: Role
    /// The password's hash; nil until one was chosen.
    package var password: String?
    /// The language of its pages and mails; nil for what the browser asks for.
    package var language: Language?
    /// Names and phone, as reports have them; empty when not given.
    package var profile: Profile
    /// Grows with whatever must end all sessions.
    package var version: Int
    /// When it was made.
    package var created: Instant
    /// When the address was confirmed; nil before.
    package var confirmed: Instant?
    /// Since when it is locked.
    package var locked: Instant?
    /// About when its person was last here, to within a minute.
    package var seen: Instant?
    /// Since when reviewers may look at its answers; nil when they may not.
    package var reviewConsent: Instant?
    /// The sealed secret of its second factor.
    var sealedSecret: String?
    /// Since when the second factor is asked for; nil when it is not.
    package var secondFactor: Instant?
    /// The last step of time whose code was used.
    var usedStep: Int64 = 0

    /// Who its person is to services.
    package var principal: Principal { Principal(.user, owner: id.rawValue, permissions: role.permissions) }

    /// The name to call the person by.
    package var name: String {
        let full = [profile.firstName, profile.lastName].filter { !$0.isEmpty }.joined(separator: " ")
        return full.isEmpty ? username.text : full
    }

    /// What a password must not be made of.
    var ownWords: [String] { [email.text, username.text, profile.firstName, profile.lastName] }

    static let columns = """
        id, email, username, role, password, first_name, last_name, phone, version, created_at, confirmed_at, locked_at, \
        seen_at, review_at, totp_secret, totp_at, totp_step, language
        """

    init(row: SQLRow) throws(StorageError) {
        guard let id = AccountID(try row.text("id")), let email = EmailAddress(try row.text("email")),
            let username = Username(try row.text("username"))
        else { throw StorageError(.corrupt, "A stored account has an id or an address that is none.") }
        self.id = id
        self.email = email
        self.username = username
        role = try row.choice("role")
        password = try row.optionalText("password")
        profile = Profile(
            firstName: try row.text("first_name"),
            lastName: try row.text("last_name"),
            phone: try row.text("phone")
        )
        language = try row.optionalText("language").flatMap(Language.init)
        version = try row.int("version")
        created = try row.time("created_at")
        confirmed = try row.optionalTime("confirmed_at")
        locked = try row.optionalTime("locked_at")
        seen = try row.optionalTime("seen_at")
        reviewConsent = try row.optionalTime("review_at")
        sealedSecret = try row.optionalText("totp_secret")
        secondFactor = try row.optionalTime("totp_at")
        usedStep = try row.int64("totp_step")
    }

    /// A new account, not confirmed yet.
    package init(
        id: AccountID,
        email: EmailAddress,
        username: Username,
        role: Role,
        password: String?,
        profile: Profile = Profile(),
        created: Instant,
        confirmed: Instant? = nil
    ) {
        self.id = id
        self.email = email
        self.username = username
        self.role = role
        self.password = password
        self.profile = profile
        self.created = created
        self.confirmed = confirmed
        version = 1
    }
}

/// What a person says of themselves. Everything may be empty.
package struct Profile: Sendable, Hashable, Codable {
    /// Longest text, in characters.
    package static let most = 100

    /// Given name.
    package var firstName = ""
    /// Family name.
    package var lastName = ""
    /// Phone number, as written.
    package var phone = ""

    /// A profile; texts are one line each and cut to ``most``.
    package init(firstName: String = "", lastName: String = "", phone: String = "") {
        self.firstName = Self.line(firstName)
        self.lastName = Self.line(lastName)
        self.phone = Self.line(phone)
    }

    private static func line(_ text: String) -> String {
        let clean = text.map {
            $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : $0
        }
        return String(String(clean).trimmed.prefix(most))
    }
}
