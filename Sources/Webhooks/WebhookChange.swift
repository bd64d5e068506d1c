import FoundationEssentials
package import HTTPKit

/// The body of `PATCH /v1/webhooks/{id}`.
package struct WebhookChange: Sendable, Hashable {
    /// Whether anything is to be sent to it.
    package var enabled: Bool

    private struct Body: Decodable {
        var enabled: Bool
    }

    private struct Anything: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> WebhookChange {
        let data = Data(bytes)
        guard let names = try? JSONDecoder().decode([String: Anything].self, from: data), names.count == 1,
            let body = try? JSONDecoder().decode(Body.self, from: data)
        else { throw WebError(.invalid, "The body wants {\"enabled\": true} or {\"enabled\": false}.") }
        return WebhookChange(enabled: body.enabled)
    }
}
