/// The lowest and highest score over several runs, written in JSON as `[lo, hi]`.
package struct ScoreRange: Sendable, Hashable, Codable {
    /// The lowest, 0–100.
    package var low: Double
    /// The highest, 0–100.
    package var high: Double

    /// A range; the two are put in order.
    package init(low: Double, high: Double) {
        self.low = min(low, high)
        self.high = max(low, high)
    }

    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        self.init(low: try container.decode(Double.self), high: try container.decode(Double.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(low)
        try container.encode(high)
    }
}
