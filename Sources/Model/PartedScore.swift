/// A score 0–100 as the sum of visible parts.
package struct PartedScore: Sendable, Hashable, Codable {
    /// The score, 0–100.
    package var score: Double
    /// The parts by name; they add up to the score.
    package var parts: [String: Double]
    /// The most points each part can earn, by name; absent in results of older versions.
    package var maxima: [String: Double]?
    /// What readers call it, which may differ from its key; absent in results of older versions.
    package var label: String?
    /// One sentence that says what it measures; absent in results of older versions.
    package var about: String?

    /// A score and what it is made of.
    package init(score: Double, parts: [String: Double], maxima: [String: Double]? = nil) {
        self.score = score
        self.parts = parts
        self.maxima = maxima
    }
}
