import FoundationEssentials

/// The `Prefer` header (RFC 7240) as far as we honour it: `wait=N` seconds.
package struct Preferences: Sendable, Hashable {
    /// The longest wait we promise; a longer wish is cut to it.
    package static let maxWaitSeconds = 120

    /// How many seconds the client is ready to wait for the result; nil when it did not say.
    package let waitSeconds: Int?

    /// Reads the header's value; what we do not know is ignored, as the RFC asks.
    package init(_ header: String?) {
        waitSeconds =
            header?.split(separator: ",").lazy.compactMap { preference -> Int? in
                // Parameters follow behind a semicolon, and there may be nothing before it.
                let parts = preference.prefix { $0 != ";" }
                    .split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "wait",
                    let seconds = Int(parts[1].filter { $0 != " " && $0 != "\"" }), seconds > 0
                else { return nil }
                return min(seconds, Self.maxWaitSeconds)
            }.first
    }
}

/// A single byte range (RFC 9110 §14.1.2) against a resource of known length.
package struct ByteRange: Sendable, Hashable {
    /// First byte, inclusive.
    package let start: Int
    /// Last byte, exclusive.
    package let end: Int

    /// A range of bytes.
    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// What a `Range` header asks for.
    package enum Outcome: Sendable, Hashable {
        /// No range, several ranges, or one we do not understand: the whole resource.
        case whole
        /// This part.
        case part(ByteRange)
        /// A range that lies outside: 416.
        case unsatisfiable
    }

    /// Reads a header such as `bytes=0-99`, `bytes=100-` or `bytes=-50`.
    package static func parse(_ header: String?, length: Int) -> Outcome {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .whole }
        switch (parts[0], number(parts[0]), number(parts[1])) {
        case ("", _, let suffix?):
            guard suffix > 0, length > 0 else { return .unsatisfiable }
            return .part(ByteRange(start: max(0, length - suffix), end: length))
        case (_, let first?, nil) where parts[1].isEmpty:
            guard first < length else { return .unsatisfiable }
            return .part(ByteRange(start: first, end: length))
        case (_, let first?, let last?) where last >= first:
            guard first < length else { return .unsatisfiable }
            return .part(ByteRange(start: first, end: min(last, length - 1) + 1))
        default:
            return .whole
        }
    }

    /// Digits and nothing else; what is beyond all numbers lies behind the end of everything.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text) ?? .max
    }
}

/// What an `Authorization` header carries.
package enum Credentials: Sendable, Hashable {
    /// There is none.
    case none
    /// A key: as `Bearer KEY`, or as the password of `Basic`, under any name, so that a browser can ask a person for it.
    case key(String)
    /// Something else.
    case unreadable

    /// Reads a header's value.
    package init(_ header: String?) {
        guard let header else {
            self = .none
            return
        }
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        let value = parts.count == 2 ? parts[1].trimming(" ") : ""
        switch parts.first?.lowercased() {
        case "bearer" where !value.isEmpty:
            self = .key(value)
        case "basic":
            guard let data = Data(base64Encoded: value), data.count <= 1024,
                let colon = data.firstIndex(of: UInt8(ascii: ":"))
            else {
                self = .unreadable
                return
            }
            self = .key(String(decoding: data[data.index(after: colon)...], as: UTF8.self))
        default:
            self = .unreadable
        }
    }
}

extension Substring {
    /// Without a character at both ends.
    fileprivate func trimming(_ character: Character) -> String {
        var text = self
        while text.first == character { text = text.dropFirst() }
        while text.last == character { text = text.dropLast() }
        return String(text)
    }
}

/// The host names that a service without keys answers to. A page of another site whose name resolves to this machine (DNS rebinding)
/// sends its own name, and is refused.
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
