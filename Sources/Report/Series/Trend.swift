/// Whether a measure rises or falls over the answers, by the Mann–Kendall test with ties (Mann 1945, Kendall 1975) in its
/// normal approximation, two-sided at 5 %, and how steeply, by Sen's slope (Sen 1968).
package struct Trend: Hashable, Sendable {
    /// What the test says.
    package enum Direction: Hashable, Sendable {
        /// Later values are higher.
        case rising
        /// Later values are lower.
        case falling
        /// The test sees no trend.
        case none
    }

    /// How many values the normal approximation needs.
    static let least = 8
    /// Longer series are cut to their last values, since the test takes quadratic time.
    static let most = 1000

    /// What the test says.
    package let direction: Direction
    /// The median change from one place to the next.
    package let slope: Double

    /// Tests some values in order; nil when there are too few known ones. A value that is nil or no number leaves its place empty.
    package init?(_ all: [Double?]) {
        let known = all.enumerated().compactMap { place, value in
            value.flatMap { $0.isFinite ? (place: Double(place), value: $0) : nil }
        }.suffix(Self.most)
        let places = known.map(\.place)
        let values = known.map(\.value)
        let count = values.count
        guard count >= Self.least else { return nil }
        var score = 0
        var slopes: [Double] = []
        slopes.reserveCapacity(count * (count - 1) / 2)
        for later in 1..<count {
            for earlier in 0..<later {
                let change = values[later] - values[earlier]
                score += change > 0 ? 1 : change < 0 ? -1 : 0
                slopes.append(change / (places[later] - places[earlier]))
            }
        }
        slopes.sort()
        let middle = slopes.count / 2
        slope = slopes.count % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2
        let term = { (n: Int) in Double(n * (n - 1) * (2 * n + 5)) }
        let ties = Dictionary(grouping: values, by: \.self).values.reduce(0) { $0 + term($1.count) }
        let variance = (term(count) - ties) / 18
        let z = variance > 0 ? Double(abs(score) - 1) / variance.squareRoot() : 0
        direction = score == 0 || z < 1.96 ? .none : score > 0 ? .rising : .falling
    }
}
