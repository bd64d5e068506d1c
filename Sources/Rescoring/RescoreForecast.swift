/// What a re-scoring would do, without doing it.
package struct RescoreForecast: Sendable, Hashable, Codable {
    /// Answers that fit the selection.
    package var answers: Int
    /// Of so many of them the rest is told; fewer than ``answers`` for large selections, where the numbers below are scaled up.
    package var sampled: Int
    /// Answers by stage whose stored result is taken.
    package var reused: [String: Int]
    /// Answers by stage that is done anew.
    package var anew: [String: Int]
    /// Calls of services outside; a long recording may take more than the one counted here.
    package var upstreamCalls: Int
    /// Minutes of audio that are heard again by a speech-to-text engine.
    package var audioMinutes: Double

    /// The same, for `total` answers of which these are a sample.
    func scaled(to total: Int) -> RescoreForecast {
        guard sampled > 0, total > sampled else { return self }
        let factor = Double(total) / Double(sampled)
        func scale(_ count: Int) -> Int { Int((Double(count) * factor).rounded()) }
        return RescoreForecast(
            answers: total,
            sampled: sampled,
            reused: reused.mapValues(scale),
            anew: anew.mapValues(scale),
            upstreamCalls: scale(upstreamCalls),
            audioMinutes: audioMinutes * factor
        )
    }
}
