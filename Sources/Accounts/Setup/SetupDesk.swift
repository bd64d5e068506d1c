import Core
import Crypto
package import Database
package import FoundationEssentials

/// Makes the first key of a service: a link that is printed at the start, valid once and for a quarter of an
/// hour, leads to a page that makes an admin key and shows it once.
package struct SetupDesk: Sendable {
    /// How long a link is good.
    package static let lifeMs = 900_000

    private let database: any SQLDatabase
    private let now: @Sendable () -> Date
    private let uptime: @Sendable () -> Duration
    private let end: Duration

    /// A desk that is open for ``lifeMs`` from now on, whatever the system's clock does.
    package init(
        _ database: any SQLDatabase,
        now: @escaping @Sendable () -> Date,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.database = database
        self.now = now
        self.uptime = uptime
        end = uptime() + .milliseconds(Self.lifeMs)
    }

    /// Makes a link's token: 256 random bits, of which a hash is kept.
    package func makeToken() async throws -> String {
        var random = SystemRandomNumberGenerator()
        let digits = Array("0123456789abcdef".utf8)
        let token = String(decoding: (0..<64).map { _ in digits[Int(random.next() & 15)] }, as: UTF8.self)
        let now = Instant(now())
        try await SetupStore(database).add(
            hash: Self.hash(token),
            at: now,
            expires: now.advanced(byMs: Self.lifeMs)
        )
        return token
    }

    /// Makes the first key.
    ///
    /// - Returns: nil when the token is wrong, used or over, or there is a key already.
    func redeem(_ token: String) async throws -> AccessKey? {
        guard token.utf8.count == 64, uptime() < end else { return nil }
        let (key, now) = (AccessKey(), Instant(now()))
        let stored = StoredKey(
            prefix: key.prefix,
            hash: key.hash,
            name: "first key",
            owner: "admin",
            scopes: [.admin],
            created: now,
            expires: nil
        )
        return try await SetupStore(database).redeem(hash: Self.hash(token), for: stored, at: now) ? key : nil
    }

    private static func hash(_ token: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hash = SHA256.hash(data: Array(token.utf8))
        return String(decoding: hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
