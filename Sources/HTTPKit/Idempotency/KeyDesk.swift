package import Core
package import Database
package import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import Synchronization

/// Sees to it that requests with the same `Idempotency-Key` are done once. Requests under way in this process are known in
/// memory, accepted ones in the database, where the key is written together with what the request makes.
package struct KeyDesk: Sendable {
    private final class Under: Sendable {
        let way = Mutex<Set<IdempotencyKey>>([])
    }

    private let store: IdempotencyStore
    private let under = Under()
    private let now: @Sendable () -> Date

    /// The keys of a database.
    package init(_ database: any SQLDatabase, now: @escaping @Sendable () -> Date) {
        store = IdempotencyStore(database)
        self.now = now
    }

    /// Does a request once.
    ///
    /// - Parameters:
    ///   - key: the request's key with the hash of what it says; nil does it in any case.
    ///   - first: does it, and gives the HTTP status of its reply together with the reply.
    ///   - again: makes the reply of an earlier request once more.
    /// - Throws: `request.in_progress`, `request.key_reused`, or what the two throw.
    package func once<Reply>(
        _ key: IdempotencyKey?,
        first: (IdempotencyKey?) async throws -> Done<Reply>,
        again: (EarlierRequest) async throws -> Reply
    ) async throws -> Reply {
        guard let key else {
            switch try await first(nil) {
            case .now(let reply, _): return reply
            case .before(let earlier): return try await again(earlier)
            }
        }
        // By name only: what the other request says is looked at once it is accepted.
        var name = key
        name.request = ""
        let entry = name
        guard under.way.withLock({ $0.insert(entry).inserted }) else {
            throw WebError(
                .inProgress,
                "A request with this Idempotency-Key is still under way; ask again in a moment."
            )
        }
        defer { under.way.withLock { _ = $0.remove(entry) } }
        if let earlier = try await store.find(key, at: Instant(now())) { return try await replay(key, earlier, again) }
        switch try await first(key) {
        case .now(let reply, let status):
            // Not knowing the status only means that a later reply is the one for an answer under way.
            try? await store.answered(key, status: status)
            return reply
        case .before(let earlier): return try await replay(key, earlier, again)
        }
    }

    private func replay<Reply>(
        _ key: IdempotencyKey,
        _ earlier: EarlierRequest,
        _ again: (EarlierRequest) async throws -> Reply
    ) async throws -> Reply {
        guard earlier.request == key.request else {
            throw WebError(
                .keyReused,
                "This Idempotency-Key belongs to an earlier request that said something else. Send a new key."
            )
        }
        return try await again(earlier)
    }
}

/// What a request came to.
package enum Done<Reply> {
    /// It was done now, with this reply and its HTTP status.
    case now(Reply, status: Int)
    /// It had been accepted before, by another process.
    case before(EarlierRequest)
}

/// The `Idempotency-Key` header of a request.
package enum IdempotencyHeader {
    /// The header.
    package static let name = HTTPField.Name("Idempotency-Key")
    /// Marks a reply that was given before.
    package static let replayed = HTTPField.Name("Idempotency-Replayed")

    /// The key a request carries, without what the request says; nil when it carries none.
    ///
    /// - Parameter scope: method and path; keys of different owners never meet.
    /// - Throws: `request.invalid` for a key that is empty, too long or not printable ASCII.
    package static func key(
        as principal: Principal,
        of request: Request,
        scope: String
    ) throws(WebError) -> IdempotencyKey? {
        guard let text = name.flatMap({ request.headers[$0] }) else { return nil }
        let owner = principal.owner
        guard let key = IdempotencyKey(text, scope: owner.isEmpty ? scope : "\(scope) of \(owner)") else {
            throw WebError(.invalid, "Idempotency-Key wants 1 to 255 printable ASCII characters.")
        }
        return key
    }
}
