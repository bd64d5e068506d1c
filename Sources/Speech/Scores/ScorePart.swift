import Model

/// One part of a score: a measured value, and between which values it earns all or none of its points, linearly in between.
struct ScorePart: Sendable {
    /// Its name, as results show it.
    var name: String
    /// The points it can earn.
    var weight: Double
    /// The measured value; nil when it could not be measured.
    var value: Double?
    /// The range that earns all points.
    var full: ClosedRange<Double>
    /// Below this it earns none; nil when low values cost nothing.
    var zeroBelow: Double?
    /// Above this it earns none; nil when high values cost nothing.
    var zeroAbove: Double?
    /// The most it can earn, 0–1, when a second measure of the same thing says so; nil when there is none.
    var limit: Double?

    /// The share of its points the value earns, 0–1; nil when it was not measured.
    var share: Double? {
        guard let own = ownShare else { return nil }
        return min(own, limit ?? 1)
    }

    private var ownShare: Double? {
        guard let value, value.isFinite else { return nil }
        if value < full.lowerBound {
            guard let zeroBelow, full.lowerBound > zeroBelow else { return 1 }
            return max(0, (value - zeroBelow) / (full.lowerBound - zeroBelow))
        }
        if value > full.upperBound {
            guard let zeroAbove, zeroAbove > full.upperBound else { return 1 }
            return max(0, (zeroAbove - value) / (zeroAbove - full.upperBound))
        }
        return 1
    }

    /// The score these parts make. The weights of what could not be measured go to the others in proportion, so a full score is always
    /// 100; parts are whole points and add up to the score. Nil when less than half the weight could be measured.
    static func score(_ parts: [ScorePart]) -> PartedScore? {
        let total = parts.reduce(0) { $0 + $1.weight }
        let measured = parts.filter { $0.share != nil }.reduce(0) { $0 + $1.weight }
        guard total > 0, measured * 2 >= total else { return nil }
        var points: [String: Double] = [:]
        var maxima: [String: Double] = [:]
        for part in parts {
            guard let share = part.share else { continue }
            let most = rounded(part.weight * 100 / measured, to: 1)
            let earned = rounded(share * part.weight * 100 / measured, to: 1)
            // A value outside the full range never shows all points, however little it costs.
            points[part.name] = share < 1 ? max(0, min(earned, most - 1)) : earned
            maxima[part.name] = most
        }
        // Rounded parts may pass 100 by a point between them; the largest gives it back.
        let sum = points.values.reduce(0, +)
        if sum > 100, let largest = points.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
            points[largest, default: 0] -= sum - 100
        }
        return PartedScore(score: points.values.reduce(0, +), parts: points, maxima: maxima)
    }
}

extension ScorePart {
    /// Words per minute that readers are shown as usual.
    static let usualWordsPerMinute = 120.0...170.0

    /// Pace in words per minute: all points in the usual range, fewer the farther from it.
    static func wordsPerMinute(_ measures: ScoreMeasures, weight: Double) -> ScorePart {
        ScorePart(
            name: "pace",
            weight: weight,
            value: measures.trustedWordsPerMinute,
            full: usualWordsPerMinute,
            zeroBelow: 30,
            zeroAbove: 280
        )
    }
}

extension PartedScore {
    /// The score with what readers call it and what it is made of.
    func named(_ label: String, _ about: String) -> PartedScore {
        var named = self
        named.label = label
        named.about = about
        return named
    }
}
