import FoundationEssentials
package import HTTPKit

/// The body of `POST /v1/webhooks`.
package struct WebhookRequest: Sendable, Hashable {
    /// Longest address taken.
    package static let maxURL = 2_048

    /// Where events are posted to.
    package var url: String
    /// What it is to be told of; nil for everything its owner may hear of.
    package var events: [WebhookEvent]?
    /// Whether it gets the answer itself with a message about one.
    package var expand = false

    /// The part of an address after its scheme: host, port, path and query, in the characters of RFC 3986; no user, no fragment.
    private static let rest =
        "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(?::[0-9]{1,5})?(?:[/?](?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"

    /// What an address looks like, as the interface document says it.
    static let pattern = "^https://\(rest)$"

    private enum Anything: Decodable {
        case null
        case other

        init(from decoder: any Decoder) throws {
            self = try decoder.singleValueContainer().decodeNil() ? .null : .other
        }
    }

    private struct Body: Decodable {
        var url: String
        var events: [String]?
        var expand: Bool?
    }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - allowHTTP: whether the address may be without TLS.
    ///   - ports: the ports it may have; nil for any.
    /// - Throws: `request.invalid`, with a sentence that names the place.
    package static func read(_ bytes: [UInt8], allowHTTP: Bool, ports: Set<Int>? = nil) throws(WebError)
        -> WebhookRequest
    {
        let data = Data(bytes)
        guard let names = try? JSONDecoder().decode([String: Anything].self, from: data),
            let body = try? JSONDecoder().decode(Body.self, from: data)
        else { throw WebError(.invalid, "The body wants JSON with url, and events if not all are wanted.") }
        if let unknown = names.keys.sorted().first(where: { !["url", "events", "expand"].contains($0) }) {
            throw WebError(
                .invalid,
                "There is nothing called \(unknown.prefix(64)); url, events and expand are known."
            )
        }
        guard names["events"] != .null else { throw WebError(.invalid, "events wants a list, or must not be there.") }
        return WebhookRequest(
            url: try address(body.url, allowHTTP: allowHTTP, ports: ports),
            events: try body.events.map { words throws(WebError) in try events(words) },
            expand: body.expand ?? false
        )
    }

    /// An address events can be posted to.
    static func address(_ url: String, allowHTTP: Bool, ports: Set<Int>?) throws(WebError) -> String {
        let schemes = allowHTTP ? ["https", "http"] : ["https"]
        let address = try? Regex("(?:\(schemes.joined(separator: "|")))://\(rest)")
        guard url.utf8.count <= maxURL, let address, url.wholeMatch(of: address) != nil else {
            let scheme = schemes.joined(separator: " or ")
            throw WebError(
                .invalid,
                "url wants an absolute \(scheme) address without user and fragment, of at most \(maxURL) characters."
            )
        }
        guard goes(url, to: ports) else {
            let known = (ports ?? []).sorted().map(String.init).joined(separator: ", ")
            throw WebError(.invalid, "url wants one of the ports \(known); webhooks.ports lists them.")
        }
        return url
    }

    /// Events an endpoint may ask for.
    static func events(_ words: [String]) throws(WebError) -> [WebhookEvent] {
        let known = WebhookEvent.subscribable
        let events = known.filter { words.contains($0.rawValue) }
        guard !words.isEmpty, words.count <= known.count, Set(words).count == words.count, words.count == events.count
        else {
            throw WebError(
                .invalid,
                "events wants some of \(known.map(\.rawValue).joined(separator: ", ")), each once."
            )
        }
        return events
    }

    /// Whether an address leads to one of the ports.
    package static func goes(_ url: String, to ports: Set<Int>?) -> Bool {
        guard let ports else { return true }
        let (lower, isSecure) = (url.lowercased(), url.lowercased().hasPrefix("https://"))
        guard let start = lower.firstRange(of: "://")?.upperBound else { return false }
        let authority = lower[start...].prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "]").map { authority[authority.index(after: $0)...] } ?? authority
        guard let colon = host.lastIndex(of: ":") else { return ports.contains(isSecure ? 443 : 80) }
        return Int(host[host.index(after: colon)...]).map { ports.contains($0) } ?? false
    }
}
