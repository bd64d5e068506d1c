package import Core
import Database

/// What is kept of an API key: never the key itself.
package struct StoredKey: Sendable, Hashable {
    /// The part of the key that may be shown; it names the key.
    package let prefix: String
    /// SHA-256 of the whole key, in hex.
    package let hash: String
    /// What its maker calls it.
    package var name: String
    /// Whose answers it makes and sees; several keys may have one owner.
    package var owner: String
    /// What its holder may do.
    package var scopes: Set<Permission>
    /// When it was made.
    package var created: Instant
    /// From when on it is refused; nil never.
    package var expires: Instant?
    /// When it was revoked.
    package var revoked: Instant?
    /// About when it was last used, to within an hour.
    package var used: Instant?

    /// A key that was just made.
    package init(
        prefix: String,
        hash: String,
        name: String,
        owner: String,
        scopes: Set<Permission>,
        created: Instant,
        expires: Instant? = nil
    ) {
        self.prefix = prefix
        self.hash = hash
        self.name = name
        self.owner = owner
        self.scopes = scopes
        self.created = created
        self.expires = expires
    }

    /// Whether it opens anything at a time.
    package func isValid(at now: Instant) -> Bool { revoked == nil && expires.map { now < $0 } ?? true }

    init(row: SQLRow) throws(StorageError) {
        var scopes: Set<Permission> = []
        // A scope of a later version grants nothing here.
        for word in try row.text("scopes").split(separator: ",") {
            if let scope = Permission(rawValue: String(word)) { scopes.insert(scope) }
        }
        self.init(
            prefix: try row.text("prefix"),
            hash: try row.text("hash"),
            name: try row.text("name"),
            owner: try row.text("owner"),
            scopes: scopes,
            created: try row.time("created_at"),
            expires: try row.optionalTime("expires_at")
        )
        revoked = try row.optionalTime("revoked_at")
        used = try row.optionalTime("used_at")
    }
}
