/// How a fake service behaves on a call.
package enum FakeMode: String, Sendable, CaseIterable {
    /// As documented.
    case ok
    /// Holds the answer back for ``FakeUpstream/slowness``.
    case slow
    /// 429 that a short wait cures, with the provider's own way to say how long.
    case throttled
    /// 429 that no short wait cures.
    case quota
    /// 500.
    case failing
    /// 503: the model is overloaded, the server is loading.
    case overloaded
    /// 400 on account of the request.
    case rejected
    /// The key is refused.
    case unauthorized
    /// 404: no such model.
    case missing
    /// 200 and half a JSON document.
    case malformed
    /// 200 and the provider's way to say nothing: no speech, no candidates.
    case empty
    /// 200 and the provider's way to refuse on grounds of content.
    case blocked
    /// 200 and the provider's way to say the output cap was reached.
    case truncated
    /// The connection breaks in the middle of the body.
    case reset
    /// 200 with fields and values no client has heard of.
    case unknown
    /// 200 and a body of 64 MB.
    case huge
    /// 502 with an HTML page, as a front end sends it.
    case html
    /// 503 at one call, as documented at the next, and so on.
    case recovering

    /// The names the contracts use for some of them.
    private static let synonyms: [String: FakeMode] = [
        "400": .rejected, "401": .unauthorized, "404-model": .missing, "429-minute": .throttled, "429-day": .quota,
        "503-then-ok": .recovering, "reset-mid-body": .reset, "malformed-json": .malformed, "unknown-fields": .unknown,
        "huge-body": .huge,
    ]

    /// The mode of a name: its own, or the contracts'.
    package init?(named name: some StringProtocol) {
        guard let mode = FakeMode(rawValue: String(name)) ?? Self.synonyms[String(name)] else { return nil }
        self = mode
    }
}

extension FakeMode: Decodable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let mode = FakeMode(named: name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no mode is called \(name)")
        }
        self = mode
    }
}
