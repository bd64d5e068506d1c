import Accounts
import Answers
import Core
import FoundationEssentials
import HTTPKit
import Jobs

extension Premises {
    /// The keys of a service that listens on a host.
    ///
    /// - Parameter offersSetup: whether one that others could reach starts without keys, for the setup link to make the first.
    /// - Throws: ``OpenHouse`` when everybody could use it: without keys it listens on loopback only, and behind no proxy.
    func keyRing(for host: String, offersSetup: Bool = false) async throws -> KeyRing {
        let (settings, isLoopback) = (wiring.settings, HostRule.isLoopback(host))
        let isClosed = settings.text("access.keys") == "always"
        if try await !KeyStore(database).hasAny() {
            if !isLoopback, !offersSetup { throw OpenHouse(.host(host)) }
            if isLoopback, !isClosed {
                if settings.number("http.proxies") > 0 { throw OpenHouse(.proxies(settings.number("http.proxies"))) }
                if let url = settings.optionalText("http.publicURL"), !HostRule.isLoopback(HostRule.name(of: url)) {
                    throw OpenHouse(.publicURL(url))
                }
            }
        }
        return KeyRing(database, policy: !isLoopback || isClosed ? .always : .onceThereAre, now: { Date() })
    }

    /// What makes the first key of a service that needs keys and never had one; nil otherwise.
    func setupDesk(_ ring: KeyRing) async throws -> SetupDesk? {
        guard try await ring.isClosed(), try await !KeyStore(database).hasAny() else { return nil }
        return SetupDesk(database, now: { Date() })
    }

    /// The sentence with the setup link.
    func invitation(_ desk: SetupDesk, host: String, port: Int) async throws -> String {
        let isAnywhere = ["0.0.0.0", "::", "[::]"].contains(host)
        let name = isAnywhere ? ProcessInfo.processInfo.hostName : host.contains(":") ? "[\(host)]" : host
        var base = wiring.settings.optionalText("http.publicURL") ?? "http://\(name):\(port)"
        while base.hasSuffix("/") { base.removeLast() }
        return
            "There is no key yet. This link makes the first one, once and within \(SetupDesk.lifeMs / 60_000) minutes: "
            + "\(base)/setup?token=\(try await desk.makeToken())"
    }

    /// What requests pass.
    func door(_ ring: KeyRing, _ drain: Drain) throws -> Door {
        Door(
            authenticator: Authenticator(
                isClosed: { try await ring.isClosed() },
                principal: { try await ring.principal($0, isSuspect: $1) }
            ),
            rules: try wiring.settings.doorRules(),
            drain: drain,
            backlog: { [database] in try await JobStore.answers(database).backlog().oldest },
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
