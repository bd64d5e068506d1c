import FoundationEssentials
import Pipeline
import Storage
import WebAPI

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
            ring: ring,
            rules: try wiring.settings.doorRules(),
            drain: drain,
            database: database,
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
