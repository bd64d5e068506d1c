import FoundationEssentials
import HTTPKit

/// The body of `POST /v1/rescores/{id}/resume`: new limits, or nothing.
struct RescoreResume: Decodable {
    /// Calls of services outside, in all.
    var maxCalls: Int?
    /// Answers at the same time.
    var concurrency: Int?
    /// The largest share of answers that may fail.
    var maxFailed: Double?
    /// The largest share of answers whose judge may abstain.
    var maxAbstained: Double?
    /// The largest mean change of the score.
    var maxDrift: Double?

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    static func read(_ body: [UInt8]) throws(WebError) -> RescoreResume {
        guard
            let asked = try? JSONDecoder().decode(
                RescoreResume.self,
                from: Data(body.isEmpty ? Array("{}".utf8) : body)
            )
        else { throw WebError(.invalid, "The body wants maxCalls and concurrency, or nothing.") }
        try RescoreRequest.check(concurrency: asked.concurrency, maxCalls: asked.maxCalls)
        return asked
    }

    /// The limits with what is new in them.
    func limits(from old: RescoreLimits) -> RescoreLimits {
        RescoreLimits(
            concurrency: concurrency ?? old.concurrency,
            perMinute: old.perMinute,
            maxCalls: maxCalls ?? old.maxCalls,
            maxFailed: maxFailed ?? old.maxFailed,
            maxAbstained: maxAbstained ?? old.maxAbstained,
            maxDrift: maxDrift ?? old.maxDrift
        )
    }
}
