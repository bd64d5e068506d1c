import CCurl

/// The checked parts of a request's address.
struct RequestTarget: Sendable {
    /// The host in lower case, without brackets.
    let host: String
    /// Which calls share a bound.
    let lane: HTTPRequest.Lane
    /// Whether the address means this machine, which no proxy may see.
    let isLoopback: Bool

    /// Checks the address with libcurl's own parser, so that what is checked is what is called.
    init(_ request: HTTPRequest, settings: ClientSettings) throws(OutboundError) {
        guard !request.url.utf8.contains(0), let parser = unsafe curl_url() else { throw Self.refused }
        defer { unsafe curl_url_cleanup(parser) }
        guard unsafe curl_url_set(parser, CURLUPART_URL, request.url, 0) == CURLUE_OK,
            let scheme = unsafe Self.part(parser, CURLUPART_SCHEME), ["http", "https"].contains(scheme),
            let name = unsafe Self.part(parser, CURLUPART_HOST)
        else { throw Self.refused }
        let port = unsafe Self.part(parser, CURLUPART_PORT, flags: UInt32(CURLU_DEFAULT_PORT)) ?? ""
        host = String(name.lowercased().drop { $0 == "[" }.prefix { $0 != "]" })
        isLoopback =
            host == "localhost" || host == "::1"
            || (host.hasPrefix("127.") && host.utf8.allSatisfy { $0 == 0x2E || (0x30...0x39).contains($0) })
        lane = request.lane ?? HTTPRequest.Lane(name: "\(scheme)://\(host):\(port)", limit: settings.callsPerHost)
        for header in request.headers {
            guard !header.name.isEmpty,
                header.name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }),
                header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
            else { throw OutboundError(.rejected, "A header field to send has characters no header may have.") }
        }
    }

    private static func part(_ parser: OpaquePointer, _ part: CURLUPart, flags: UInt32 = 0) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard unsafe curl_url_get(parser, part, &text, flags) == CURLUE_OK, let text = unsafe text else { return nil }
        defer { unsafe curl_free(text) }
        return unsafe String(cString: text)
    }

    private static var refused: OutboundError {
        OutboundError(.rejected, "The service's address is not a valid http or https address.")
    }
}
