import Outbound

/// The class of a Google error (`google.rpc.Status`), by the rules Google's own gemini-cli applies to quota errors.
enum GoogleRefusal {
    /// Longest pause taken as one; a longer one means the quota is gone for now, in seconds.
    private static let longestPause = Duration.seconds(300)
    private static let goneReasons: Set<String> = [
        "MODEL_CAPACITY_EXHAUSTED", "MODEL_CAPACITY_EXCEEDED", "INSUFFICIENT_G1_CREDITS_BALANCE",
    ]

    /// The error of a reply that is no success.
    static func error(_ reply: HTTPReply, _ json: JSONValue?) -> OutboundError {
        // The stream endpoint wraps the object in an array.
        let status = (json?[0] ?? json)?["error"]
        var words = status?["message"]?.text ?? ""
        // Some front ends put the whole error into the message once more.
        if words.hasPrefix("{"), let inner = JSONValue.parse(Array(words.utf8))?["error"]?["message"]?.text {
            words = inner
        }
        let details = status?["details"]?.items ?? []
        let reasons = details.compactMap { $0["reason"]?.text }
        var error: OutboundError
        switch reply.status {
        case 400 where reasons.contains { $0.hasPrefix("API_KEY_") } || words.hasPrefix("API key not valid"):
            error = ServiceReply.make(.auth, reply, words: words)
        case 429, 499, 503:
            error = quota(reply, words, details, reasons)
        default:
            error = ServiceReply.make(ServiceReply.kind(status: reply.status), reply, words: words)
        }
        // A retired model, or one that is overloaded: its sibling may still answer.
        error.anotherModelMayAnswer = [404, 429, 500, 503, 504].contains(reply.status)
        return error
    }

    private static func quota(
        _ reply: HTTPReply,
        _ words: String,
        _ details: [JSONValue],
        _ reasons: [String]
    ) -> OutboundError {
        func gone() -> OutboundError { ServiceReply.make(.quota, reply, words: words) }
        let kind: OutboundError.Kind = reply.status == 429 ? .throttled : .transient
        if hasZeroLimit(words) { return gone() }
        let asked = pause(in: words)
        if details.isEmpty {
            if let asked {
                return asked > longestPause ? gone() : ServiceReply.make(kind, reply, words: words, wait: asked)
            }
            if words.contains("exhausted your capacity") || words.contains("capacity exceeded")
                || words.contains("MODEL_CAPACITY_EXHAUSTED")
            {
                return gone()
            }
            return ServiceReply.make(kind, reply, words: words)
        }
        let quotas = details.flatMap { $0["violations"]?.items ?? [] }.compactMap { $0["quotaId"]?.text }
        if quotas.contains(where: { $0.contains("PerDay") || $0.contains("Daily") }) { return gone() }
        if reasons.contains(where: goneReasons.contains) { return gone() }
        let delay = details.compactMap { $0["retryDelay"]?.text }.compactMap(RetryAfter.duration(text:)).first ?? asked
        if let delay {
            return delay > longestPause ? gone() : ServiceReply.make(kind, reply, words: words, wait: delay)
        }
        let limits = quotas + details.compactMap { $0["metadata"]?["quota_limit"]?.text }
        let perMinute = limits.contains { $0.contains("PerMinute") }
        return ServiceReply.make(kind, reply, words: words, wait: perMinute ? .seconds(60) : nil)
    }

    /// `limit: 0`, but not `limit: 0.5` or `limit: 05`: the project has no quota at all.
    private static func hasZeroLimit(_ words: String) -> Bool {
        var rest = words[...]
        while let found = rest.firstRange(of: "limit:") {
            rest = rest[found.upperBound...].drop { $0 == " " }
            guard rest.first == "0" else { continue }
            let next = rest.dropFirst().prefix(2)
            if next.first?.isNumber == true { continue }
            if next.first == ".", next.last?.isNumber == true { continue }
            return true
        }
        return false
    }

    /// The pause of `Please retry in 40.025771073s.` or `… 450ms.`
    private static func pause(in words: String) -> Duration? {
        guard let found = words.firstRange(of: "Please retry in ") else { return nil }
        let text = words[found.upperBound...].prefix { !$0.isWhitespace }
        return RetryAfter.duration(text: String(text.last == "." ? text.dropLast() : text))
    }
}
