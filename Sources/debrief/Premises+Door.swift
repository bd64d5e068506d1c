import Accounts
import Answers
import Core
import FoundationEssentials
import HTTPKit

extension Premises {
    /// The keys of a service that listens on a host.
    ///
    /// - Throws: `access.open_host` when everybody could use it: without keys it may listen on loopback only.
    func keyRing(for host: String) async throws -> KeyRing {
        let isLoopback = HostRule.isLoopback(host)
        if !isLoopback, try await !KeyStore(database).hasAny() { throw OpenHouse(host: host) }
        let needsKeys = !isLoopback || wiring.settings.text("access.keys") == "always"
        return KeyRing(database, policy: needsKeys ? .always : .onceThereAre, now: { Date() })
    }

    /// What requests pass.
    func door(_ ring: KeyRing, _ drain: Drain) throws -> Door {
        Door(
            authenticator: Authenticator(
                isClosed: { try await ring.isClosed() },
                caller: { try await ring.caller($0, isSuspect: $1) },
                owners: { [database] in try await AnswerStore(database).owners(of: $0) }
            ),
            rules: try wiring.settings.doorRules(),
            drain: drain,
            backlog: { [database] in try await JobStore(database).backlog().oldest },
            threads: BlockingThreads(),
            now: { Date() }
        )
    }

    /// A sentence about who may come in.
    static func welcome(_ ring: KeyRing) async throws -> String {
        try await ring.isClosed()
            ? "Requests need an API key (debrief keys)"
            : "This machine only: there is no API key, so whoever is on it may do everything (debrief keys create)"
    }
}
