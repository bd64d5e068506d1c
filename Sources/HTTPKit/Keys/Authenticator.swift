package import Core

/// Tells who a request comes from: what the HTTP layer needs to know of accounts and keys.
package struct Authenticator: Sendable {
    /// Whether requests need credentials.
    package var isClosed: @Sendable () async throws -> Bool
    /// The principal with a key; nil when the key is unknown or over. The flag says that the address tried too many wrong keys.
    package var principal: @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Principal?
    /// Sessions of people; nil for an installation without accounts.
    package var sessions: SessionGate?

    /// An authenticator.
    package init(
        isClosed: @escaping @Sendable () async throws -> Bool,
        principal: @escaping @Sendable (_ key: String, _ isSuspect: Bool) async throws -> Principal?,
        sessions: SessionGate? = nil
    ) {
        self.isClosed = isClosed
        self.principal = principal
        self.sessions = sessions
    }
}
