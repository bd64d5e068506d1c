package import Core
package import Model

/// Tells who a request comes from: what the HTTP layer needs to know of accounts and keys.
package struct Authenticator: Sendable {
    /// Whether requests need credentials.
    package var isClosed: @Sendable () async throws -> Bool
    /// The caller with a key; nil when the key is unknown or over. The flag says that the address tried too many wrong keys.
    package var caller: @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Caller?
    /// Who owns answers; those that are not stored are left out.
    package var owners: @Sendable (_ ids: [AnswerID]) async throws -> [AnswerID: String]

    /// An authenticator.
    package init(
        isClosed: @escaping @Sendable () async throws -> Bool,
        caller: @escaping @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Caller?,
        owners: @escaping @Sendable (_ ids: [AnswerID]) async throws -> [AnswerID: String]
    ) {
        self.isClosed = isClosed
        self.caller = caller
        self.owners = owners
    }
}
