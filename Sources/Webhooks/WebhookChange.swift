import FoundationEssentials
package import HTTPKit

/// The body of `PATCH /v1/webhooks/{id}`: what is to be another from now on.
package struct WebhookChange: Sendable, Hashable {
    /// Whether anything is to be sent to it; nil to leave it.
    package var enabled: Bool?
    /// Where events are posted to; nil to leave it.
    package var url: String?
    /// What it is told of; nil to leave it.
    package var events: [WebhookEvent]?
    /// Whether it gets the answer itself; nil to leave it.
    package var expand: Bool?

    /// A change.
    package init(enabled: Bool? = nil, url: String? = nil, events: [WebhookEvent]? = nil, expand: Bool? = nil) {
        self.enabled = enabled
        self.url = url
        self.events = events
        self.expand = expand
    }

    private struct Body: Decodable {
        var enabled: Bool?
        var url: String?
        var events: [String]?
        var expand: Bool?
    }

    private enum Anything: Decodable {
        case null
        case other

        init(from decoder: any Decoder) throws {
            self = try decoder.singleValueContainer().decodeNil() ? .null : .other
        }
    }

    /// Reads a body.
    ///
    /// - Parameters:
    ///   - allowHTTP: whether the address may be without TLS.
    ///   - ports: the ports it may have; nil for any.
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8], allowHTTP: Bool = false, ports: Set<Int>? = nil) throws(WebError)
        -> WebhookChange
    {
        let data = Data(bytes)
        guard let names = try? JSONDecoder().decode([String: Anything].self, from: data), !names.isEmpty,
            Set(names.keys).isSubset(of: ["enabled", "url", "events", "expand"]), !names.values.contains(.null),
            let body = try? JSONDecoder().decode(Body.self, from: data)
        else {
            throw WebError(
                .invalid,
                "The body wants at least one of enabled, url, events and expand, and nothing else."
            )
        }
        return WebhookChange(
            enabled: body.enabled,
            url: try body.url.map { url throws(WebError) in
                try WebhookRequest.address(url, allowHTTP: allowHTTP, ports: ports)
            },
            events: try body.events.map { words throws(WebError) in try WebhookRequest.events(words) },
            expand: body.expand
        )
    }
}
