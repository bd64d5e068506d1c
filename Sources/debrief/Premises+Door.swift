import Accounts
import Answers
import Core
import FoundationEssentials
import HTTPKit

extension Premises {
    /// The keys of a service that listens on a host.
    ///
    /// - Parameter offersSetup: whether one that others could reach starts without keys, for the setup link to make the first.
    /// - Throws: ``OpenHouse`` when everybody could use it: without keys it listens on loopback only, and behind no proxy.
    func keyRing(for host: String, offersSetup: Bool = false) async throws -> KeyRing {
        let (settings, isLoopback) = (wiring.settings, HostRule.isLoopback(host))
        // With accounts each request needs one, or a key.
        let hasAccounts = settings.accountsMode != .alone
        let isClosed = settings.text("access.keys") == "always" || hasAccounts
        if !hasAccounts, try await !KeyStore(database).hasAny() {
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
        guard wiring.settings.accountsMode == .alone, try await ring.isClosed(), try await !KeyStore(database).hasAny()
        else { return nil }
        return SetupDesk(database, now: { Date() })
    }

    /// The sentence with the setup link.
    func invitation(_ desk: SetupDesk, host: String, port: Int) async throws -> String {
        var base = wiring.settings.optionalText("http.publicURL") ?? Self.address(host: host, port: port)
        while base.hasSuffix("/") { base.removeLast() }
        return
            "There is no key yet. This link makes the first one, once and within \(SetupDesk.lifeMs / 60_000) minutes: "
            + "\(base)/setup?token=\(try await desk.makeToken())"
    }

    /// The address of a service that listens on a host, as a browser takes it.
    static func address(host: String, port: Int) -> String {
        let isAnywhere = ["0.0.0.0", "::", "[::]"].contains(host)
        let name = isAnywhere ? ProcessInfo.processInfo.hostName : host.contains(":") ? "[\(host)]" : host
        return "http://\(name):\(port)"
    }

    /// What requests pass.
    func door(_ ring: KeyRing, _ drain: Drain, sessions: SessionGate? = nil) throws -> Door {
        var rules = try wiring.settings.doorRules()
        rules.version = Version.text
        return Door(
            authenticator: Authenticator(
                isClosed: { try await ring.isClosed() },
                principal: { try await ring.principal($0, isSuspect: $1) },
                sessions: sessions
            ),
            rules: rules,
            drain: drain,
            backlog: { [database] in try await JobStore(database).backlog().oldest },
            threads: pools.drawing,
            now: { Date() }
        )
    }

    /// Sentences about who may come in, and how the first administrator does.
    func welcome(_ ring: KeyRing, _ accounts: AccountService) async -> [String] {
        guard accounts.mode != .alone else {
            guard let isClosed = try? await ring.isClosed() else { return [] }
            return [
                isClosed
                    ? "Requests need an API key (debrief keys)"
                    : "This machine only: there is no API key, so everyone at it may do everything (debrief keys create)"
            ]
        }
        var lines = [accounts.mode == .open ? "Anybody may register" : "People sign in; accounts come by invitation"]
        let url = wiring.settings.optionalText("http.publicURL")
        if url?.lowercased().hasPrefix("https://") != true, !HostRule.isLoopback(wiring.settings.text("http.host")) {
            lines.append("Passwords travel in the clear: set http.publicURL to an https address, with a proxy in front")
        }
        if !accounts.outbox.isSending { lines.append("No mail is set up: links wait at /people for you to hand on") }
        if (try? await accounts.hasAny()) == false, let link = try? await accounts.makeFirstLink() {
            lines.append(
                "There is no account yet. This link makes the first administrator, once and within "
                    + "\(AccountService.firstLinkMs / 60_000) minutes: \(link)"
            )
        }
        return lines
    }
}
