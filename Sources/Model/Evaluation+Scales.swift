extension Evaluation {
    /// The score on the scale 1–5: 1 + score / 25, in tenths; nil when the judge abstained.
    package var scoreOfFive: Double? { Self.scaled(score) { 1 + $0 / 25 } }

    /// The score on the scale 1–10: 1 + score × 9 / 100, in tenths; nil when the judge abstained.
    package var scoreOfTen: Double? { Self.scaled(score) { 1 + $0 * 9 / 100 } }

    /// Maps a score kept within 0–100 and rounds to tenths, halves away from zero.
    private static func scaled(_ score: Double?, _ map: (Double) -> Double) -> Double? {
        guard let score, score.isFinite else { return nil }
        return (map(min(max(score, 0), 100)) * 10).rounded() / 10
    }
}
