/// Which names a house that is open to its own machine answers to. A page of a stranger's site whose name was made to point here
/// (DNS rebinding) asks under that name, and is refused.
package struct HostRule: Sendable, Hashable {
    /// Names taken beside those of this machine, in lower case.
    private let names: Set<String>

    /// A rule that takes further names.
    package init(names: some Sequence<String>) { self.names = Set(names.map { Self.name(of: $0) }) }

    /// Whether a `Host` header names this machine.
    package func takes(_ host: String?) -> Bool {
        guard let host, !host.isEmpty else { return false }
        let name = Self.name(of: host)
        return Self.isLoopback(name) || names.contains(name)
    }

    /// Whether a name or address is only ever this machine's own.
    package static func isLoopback(_ host: String) -> Bool {
        var name = host.lowercased()
        if name.hasPrefix("["), name.hasSuffix("]") { name = String(name.dropFirst().dropLast()) }
        if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127"
            && parts.allSatisfy { part in (1...3).contains(part.utf8.count) && UInt8(part) != nil }
    }

    /// The name of a host that may have a port, or the host of an address.
    package static func name(of text: String) -> String {
        var host = text[...]
        if let scheme = text.firstRange(of: "://") {
            host = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        }
        if host.hasPrefix("[") { return host.prefix { $0 != "]" }.lowercased() + "]" }
        return host.prefix { $0 != ":" }.lowercased()
    }
}
