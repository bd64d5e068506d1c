import FoundationEssentials
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
    func door(_ ring: KeyRing) throws -> Door {
        let settings = wiring.settings
        let origins = settings.list("access.origins")
        if let wrong = origins.first(where: { !OriginRule.isOrigin($0) }) {
            throw SettingsError("access.origins wants origins like https://app.example.org, not \"\(wrong)\".")
        }
        return Door(
            ring: ring,
            hosts: HostRule(
                names: settings.list("access.hosts") + (settings.optionalText("http.publicURL").map { [$0] } ?? [])
            ),
            origins: OriginRule(origins),
            database: database
        )
    }

    /// A sentence about who may come in.
    static func welcome(_ ring: KeyRing) async throws -> String {
        try await ring.isClosed()
            ? "Requests need an API key (debrief keys)"
            : "This machine only: there is no API key, so whoever is on it may do everything (debrief keys create)"
    }
}
