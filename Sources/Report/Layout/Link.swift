import FoundationEssentials

/// An address a reader may be led to. Only `http` and `https` with a host count: a report must not carry `javascript:` or files.
struct Link: Hashable, Sendable {
    /// The address in ASCII, what is not allowed there percent-encoded.
    let address: String

    /// Takes an address; nil when it is missing, longer than 2,000 bytes or of another kind.
    init?(_ text: String?) {
        guard let text, text.utf8.count <= 2000,
            text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }), let url = URL(string: text),
            let scheme = url.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let host = url.host(), !host.isEmpty
        else { return nil }
        let address = url.absoluteString
        guard address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        self.address = address
    }
}
