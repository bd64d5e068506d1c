import CCurl

/// Why a call to another service did not give an answer: one set of classes for all providers, each with one way to act on it
/// (``RetrySchedule``).
package struct OutboundError: Error, Sendable, Hashable {
    /// The classes.
    package enum Kind: String, Sendable, CaseIterable {
        /// The service refuses this request and will refuse it again.
        case rejected
        /// The service refuses our credentials.
        case auth
        /// A quota that a short wait does not refill is used up.
        case quota
        /// Too many calls just now.
        case throttled
        /// The service, or the way to it, fails.
        case transient
        /// An attempt or the whole call took longer than allowed.
        case timeout
        /// A model refused on grounds of content.
        case blocked
        /// A model's answer ended at its output cap.
        case truncated
        /// The service said yes and sent something unreadable.
        case malformed
        /// Our own caller no longer wants the answer.
        case cancelled
    }

    /// Its class.
    package var kind: Kind
    /// One sentence, without secrets and without user content.
    package var message: String
    /// The HTTP status, when the service sent one.
    package var status: Int?
    /// How long the service asked us to wait.
    package var retryAfter: Duration?
    /// The service's own words, redacted and cut to a line: for logs and `doctor`, not for speakers.
    package var upstream: String?
    /// Whether another model of the same service may still answer: this one is gone, overloaded or out of capacity.
    package var anotherModelMayAnswer = false
    /// Whether a breaker kept the call from being made.
    package var wasNotMade = false

    /// A failure.
    package init(
        _ kind: Kind,
        _ message: String,
        status: Int? = nil,
        retryAfter: Duration? = nil,
        upstream: String? = nil
    ) {
        self.kind = kind
        self.message = message
        self.status = status
        self.retryAfter = retryAfter
        self.upstream = upstream
    }

    package static func == (a: OutboundError, b: OutboundError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

extension OutboundError {
    /// The class of a transfer that libcurl could not finish.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.timeout, "The service did not answer in time.")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
            self.init(.transient, "The service's host name cannot be resolved.")
        case CURLE_COULDNT_CONNECT:
            self.init(.transient, "The service cannot be reached.")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            self.init(.rejected, "The service's certificate is not trusted.")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            self.init(.rejected, "The service's address is not a valid http or https address.")
        case CURLE_OUT_OF_MEMORY:
            self.init(.transient, "There is not enough memory for the call.")
        default:
            self.init(.transient, "The connection to the service broke off (libcurl \(code.rawValue)).")
        }
    }
}

/// Takes secrets out of text that may be logged or shown: the secrets we know, and whatever looks like a key, since services
/// like to echo the key they refuse.
package struct Redaction: Sendable {
    private let secrets: [String]
    private static let mask = "[redacted]"
    /// How keys of the services we know begin.
    private static let prefixes = ["sk-", "gsk_", "hf_", "re_", "AIza", "ya29.", "eyJ"]
    /// Words after which a key follows.
    private static let schemes: Set<String> = ["bearer", "token", "basic"]

    /// Redacts the given secrets; those under four characters are ignored, they would garble any text.
    package init(_ secrets: [Secret] = []) {
        self.secrets = secrets.map(\.revealed).filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text without secrets, on one line and at most `limit` characters long.
    package func clean(_ text: String, limit: Int = 300) -> String {
        // Cut first to a bound, so that a huge error page costs little, yet far enough not to cut a secret in half at the end.
        var text = String(text.prefix(limit &+ 4_096))
        for secret in secrets where text.contains(secret) {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.mask)
        }
        var previousWasScheme = false
        let words = text.split(whereSeparator: \.isWhitespace).map { word -> Substring in
            defer { previousWasScheme = Self.schemes.contains(word.lowercased()) }
            if previousWasScheme, word.count >= 12 { return Substring(Self.mask) }
            return Self.looksLikeKey(word) ? Substring(Self.mask) : word
        }
        return String(words.joined(separator: " ").prefix(limit))
    }

    /// The address without user, query and fragment, which is where keys and tokens travel.
    package func address(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        if let at = text.lastIndex(of: "@"), let scheme = text.firstRange(of: "://"), at > scheme.upperBound {
            text.removeSubrange(scheme.upperBound...at)
        }
        return clean(String(text))
    }

    private static func looksLikeKey(_ word: Substring) -> Bool {
        prefixes.contains { prefix in
            guard let found = word.firstRange(of: prefix) else { return false }
            return word[found.lowerBound...].utf8.count >= prefix.utf8.count + 8
        } || word.contains("key=") && word.utf8.count >= 12
    }
}

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
