/// Which sites' pages may use the service from a browser.
package struct OriginRule: Sendable, Hashable {
    /// What a request is to a browser's rules.
    package enum Kind: Sendable, Hashable {
        /// Not from another site's page.
        case own
        /// From a page of a site on the list.
        case allowed(String)
        /// From a page of any other site.
        case foreign
    }

    private let origins: Set<String>

    /// A rule for origins like `https://app.example.org`.
    package init(_ origins: some Sequence<String>) { self.origins = Set(origins.map { $0.lowercased() }) }

    /// Whether a text is an origin: scheme, host, and a port where it is not the scheme's own; nothing behind it.
    package static func isOrigin(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://"), ["http", "https"].contains(text[..<scheme.lowerBound]) else {
            return false
        }
        let host = text[scheme.upperBound...]
        return !host.isEmpty && host.utf8.allSatisfy { (33...126).contains($0) } && !host.contains("/")
            && !host.contains("*") && !host.contains("@")
    }

    /// What a request is.
    ///
    /// - Parameters:
    ///   - origin: its `Origin` header.
    ///   - host: its `Host` header: the page's own requests name the same.
    ///   - site: its `Sec-Fetch-Site` header, for requests that have no `Origin`.
    package func kind(origin: String?, host: String?, site: String?) -> Kind {
        guard let origin else { return site == "cross-site" ? .foreign : .own }
        let lower = origin.lowercased()
        if origins.contains(lower) { return .allowed(origin) }
        guard let host, let scheme = lower.firstRange(of: "://") else { return .foreign }
        // A proxy in front may speak https for us: the scheme of a page does not say whether it is ours.
        return lower[scheme.upperBound...] == host.lowercased() ? .own : .foreign
    }
}
