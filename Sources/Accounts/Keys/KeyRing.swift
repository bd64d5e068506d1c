package import Core
package import Database
package import FoundationEssentials
import HTTPKit

/// The API keys as requests meet them. What the database said is believed for a few seconds, so a key that is
/// revoked is refused within them.
package actor KeyRing {
    /// When keys are needed.
    package enum Policy: Sendable, Hashable {
        /// Always: a request without a key is refused, also while there are none.
        case always
        /// As soon as there is one. Only for a service that listens on loopback alone.
        case onceThereAre
    }

    /// How long an answer of the database is believed, in milliseconds.
    package static let trustMs = 3_000
    /// How long it is believed while the database cannot be asked, so that `/metrics` can be read just then.
    private static let trustWithoutMs = 600_000
    /// How long the database has to say something else than before, in milliseconds.
    private static let waitMs = 1_000
    /// Keys a minute that are looked up for addresses that tried wrong ones. Keys in use are not among them.
    private static let suspectsAMinute = 6_000
    private static let usedEveryMs = 3_600_000
    private static let maxKnown = 1_000

    private let store: KeyStore
    private let now: @Sendable () -> Date
    private let uptime: @Sendable () -> Duration
    private var needsKeys: Bool
    private var asked: Duration?
    private let suspects = GCRA(quota: suspectsAMinute)
    private var suspectsWholeAt: Int64?
    private var known: [String: (key: StoredKey, at: Duration)] = [:]

    /// The keys of a database.
    ///
    /// - Parameters:
    ///   - now: the system's time, by which keys expire.
    ///   - uptime: a time that only goes forwards, by which answers of the database age: whatever happens to the system's clock, a
    ///     revoked key is refused within ``trustMs``.
    package init(
        _ database: any SQLDatabase,
        policy: Policy,
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        store = KeyStore(database)
        needsKeys = policy == .always
        self.now = now
        self.uptime = uptime
    }

    /// Whether requests need a key. Once they do they always will, until the process ends: revoking the last key of a running
    /// house must not open it.
    package func isClosed() async throws -> Bool {
        if needsKeys { return true }
        let moment = uptime()
        if let asked, moment - asked < .milliseconds(Self.trustMs) { return false }
        let store = store
        let isOld = asked.map { moment - $0 < .milliseconds(Self.trustWithoutMs) } ?? false
        let hasAny =
            isOld ? await TimeLimit.within(Self.waitMs) { try? await store.hasAny() } : try await store.hasAny()
        if hasAny == true { needsKeys = true } else if hasAny == false { asked = moment }
        return needsKeys
    }

    /// Whose key this is; nil when it is unknown or over.
    ///
    /// - Parameter isSuspect: whether the address tried too many wrong keys. There are a bounded number of look-ups for all such.
    /// - Throws: `request.rate_limited` when they are spent.
    package func principal(_ text: String, isSuspect: Bool = false) async throws -> Principal? {
        guard let sent = AccessKey(text) else { return nil }
        let now = Instant(now())
        if isSuspect, known[sent.prefix] == nil {
            let decision = suspects.decide(wholeAt: suspectsWholeAt, now: Int64(uptime() / .microseconds(1)))
            guard decision.isAllowed else { throw WebError.tooMany(.failures, Self.suspectsAMinute, decision) }
            suspectsWholeAt = decision.wholeAt
        }
        guard let key = try await key(sent.prefix, at: uptime()), sent.fits(key.hash), key.isValid(at: now) else {
            return nil
        }
        if key.used.map({ $0.advanced(byMs: Self.usedEveryMs) < now }) ?? true {
            known[key.prefix]?.key.used = now
            // A time of use that cannot be written refuses no request.
            try? await store.used(key.prefix, at: now)
        }
        return Principal(.apiKey(prefix: key.prefix), owner: key.owner, permissions: key.scopes)
    }

    private func key(_ prefix: String, at moment: Duration) async throws -> StoredKey? {
        if let entry = known[prefix], moment - entry.at < .milliseconds(Self.trustMs) { return entry.key }
        let store = store
        var found: StoredKey?
        if let entry = known[prefix], moment - entry.at < .milliseconds(Self.trustWithoutMs) {
            let asked = await TimeLimit.within(Self.waitMs) { try? await [store.find(prefix)] }
            guard let asked else { return entry.key }
            found = asked[0]
        } else {
            found = try await store.find(prefix)
        }
        guard let key = found else {
            known[prefix] = nil
            return nil
        }
        if known.count >= Self.maxKnown { known.removeAll() }
        known[prefix] = (key, moment)
        return key
    }
}
