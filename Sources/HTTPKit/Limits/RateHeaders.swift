import HTTPTypes

/// What a client is told of its quota: the `RateLimit` and `RateLimit-Policy` fields of draft-ietf-httpapi-ratelimit-headers.
enum RateHeaders {
    static let limit = HTTPField.Name.named("RateLimit")
    static let policy = HTTPField.Name.named("RateLimit-Policy")

    /// The fields after a decision.
    static func fields(_ cost: CostClass, quota: Int, _ decision: GCRA.Decision) -> HTTPFields {
        [
            policy: "\"\(cost.rawValue)\";q=\(quota);w=\(GCRA.windowMs / 1000)",
            limit: "\"\(cost.rawValue)\";r=\(decision.remaining);t=\(seconds(decision.wholeInMs))",
        ]
    }

    /// Whole seconds, rounded up: a client that waits so long has waited long enough.
    static func seconds(_ milliseconds: Int) -> Int { (milliseconds + 999) / 1000 }
}
