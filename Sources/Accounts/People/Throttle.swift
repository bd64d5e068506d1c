package import Core
package import Database

/// Slows down guessing: tries are counted by scope in the database, so that all processes count together. A try is counted before it
/// is judged; tries at the same time cannot slip through.
package struct Throttle: Sendable, Hashable {
    /// Tries in a window.
    let limit: Int
    /// Length of the window, and of the pause after it is spent, in milliseconds.
    let windowMs: Int

    /// Sign-ins at one account from one network that is not known to it.
    static let account = Throttle(limit: 5, windowMs: 900_000)
    /// Sign-ins at one account from a device that signed in before.
    static let device = Throttle(limit: 10, windowMs: 900_000)
    /// Sign-ins at one account from everywhere but known devices.
    static let everywhere = Throttle(limit: 100, windowMs: 3_600_000)
    /// Sign-ins at any account from one network.
    static let network = Throttle(limit: 60, windowMs: 900_000)
    /// Mails to one recipient.
    static let recipient = Throttle(limit: 5, windowMs: 3_600_000)
    /// Mails, new accounts and redeemed links from one network.
    static let letters = Throttle(limit: 30, windowMs: 3_600_000)
    /// Comments on one link from one network.
    package static let comments = Throttle(limit: 10, windowMs: 600_000)
    /// Passphrases of one link from one network.
    package static let passphrases = Throttle(limit: 10, windowMs: 900_000)

    /// What a try belongs to.
    package struct Count: Sendable, Hashable {
        let scope: String
        let rule: Throttle

        /// A count of a rule.
        package init(_ scope: String, _ rule: Throttle) {
            self.scope = scope
            self.rule = rule
        }
    }

    /// Counts a try in each scope.
    ///
    /// - Returns: milliseconds until the next try, when one of them is spent; nil when the try may go on.
    package static func take(
        _ counts: [Count],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> Int? {
        var wait: Int64 = 0
        for count in counts {
            let since = now.advanced(byMs: -count.rule.windowMs)
            let row = try connection.execute(
                """
                INSERT INTO throttles (scope, tries, first_at, paused_until) VALUES ($1, 1, $2, 0)
                ON CONFLICT (scope) DO UPDATE SET
                    tries = CASE WHEN throttles.first_at <= $3 THEN 1 ELSE throttles.tries + 1 END,
                    first_at = CASE WHEN throttles.first_at <= $3 THEN $2 ELSE throttles.first_at END
                RETURNING tries, first_at
                """,
                [.text(count.scope), .time(now), .time(since)]
            ).first
            guard let row, try row.int("tries") > count.rule.limit else { continue }
            wait = max(
                wait,
                try row.time("first_at").advanced(byMs: count.rule.windowMs).milliseconds - now.milliseconds
            )
        }
        return wait > 0 ? Int(wait) : nil
    }

    /// How long to wait where a scope is spent, in milliseconds; nil where none is. Counts nothing.
    static func spent(
        _ counts: [Count],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> Int? {
        var wait: Int64 = 0
        for count in counts {
            let row = try connection.execute(
                "SELECT first_at FROM throttles WHERE scope = $1 AND tries >= $2 AND first_at > $3",
                [.text(count.scope), .int(count.rule.limit), .time(now.advanced(byMs: -count.rule.windowMs))]
            ).first
            guard let row else { continue }
            let end = try row.time("first_at").advanced(byMs: count.rule.windowMs)
            wait = max(wait, end.milliseconds - now.milliseconds)
        }
        return wait > 0 ? Int(wait) : nil
    }

    /// Forgets what was counted in scopes, after a try that was right. A network gets its one try back: others are behind it too.
    package static func clear(_ counts: [Count], in connection: any SQLConnection) throws(StorageError) {
        for count in counts {
            let change =
                count.rule == .network
                ? "UPDATE throttles SET tries = tries - 1 WHERE scope = $1 AND tries > 0"
                : "DELETE FROM throttles WHERE scope = $1"
            try connection.execute(change, [.text(count.scope)])
        }
    }

    /// Removes what counts no more.
    static func sweep(before: Instant, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM throttles WHERE first_at < $1", [.time(before)])
    }
}

/// Where a request comes from, as far as accounts are concerned.
package struct Visitor: Sendable, Hashable {
    /// The address of the client.
    package var address: String
    /// What the browser calls itself, cut to 200 characters.
    package var agent: String
    /// The token of a device that signed in before.
    package var device: String?

    /// A visitor.
    package init(address: String, agent: String = "", device: String? = nil) {
        self.address = address
        self.agent = String(agent.prefix(200))
        self.device = device
    }

    /// The network of the address: its first three numbers, or the first 64 bits of IPv6, which one household has alone.
    package var network: String {
        if address.contains(":") {
            let halves = address.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
            let head = halves.first.map { $0.split(separator: ":") } ?? []
            let tail = halves.count > 1 ? halves[1].split(separator: ":") : []
            let zeros = max(0, 8 - head.count - tail.count)
            let groups = halves.count > 1 ? head + Array(repeating: "0", count: zeros) + tail : head
            return groups.prefix(4).joined(separator: ":") + "::/64"
        }
        let parts = address.split(separator: ".")
        return parts.count == 4 ? parts.prefix(3).joined(separator: ".") + ".0/24" : address
    }
}
