import FoundationEssentials

/// Intervals for the mean of a few values by the studentized bootstrap (bootstrap-t; Efron and Tibshirani, An Introduction to the
/// Bootstrap, 1993, chapter 12), which keeps its level for small samples better than percentiles do. Deterministic: the resampling is
/// seeded by the values themselves.
package struct Bootstrap: Sendable, Hashable {
    /// Resamples.
    static let resamples = 1_000

    /// The mean of the values.
    package let mean: Double
    /// The lower end of the interval.
    package let low: Double
    /// The upper end of the interval.
    package let high: Double

    /// The interval of a mean.
    ///
    /// - Parameters:
    ///   - values: at least ``least``; nil comes back for fewer and for values that are all equal but one mean.
    ///   - tail: the share left out at each end, e.g. 0.04.
    package init?(_ values: [Double], tail: Double) {
        guard values.count >= Self.least, let own = Self.moments(values) else { return nil }
        mean = own.mean
        guard own.deviation > 1e-12 else {
            (low, high) = (own.mean, own.mean)
            return
        }
        var random = Splitter(values)
        let root = Double(values.count).squareRoot()
        var ratios: [Double] = []
        ratios.reserveCapacity(Self.resamples)
        var sample = values
        for _ in 0..<Self.resamples {
            for place in sample.indices { sample[place] = values[random.next(below: values.count)] }
            guard let drawn = Self.moments(sample), drawn.deviation > 1e-12 else { continue }
            ratios.append((drawn.mean - own.mean) / (drawn.deviation / root))
        }
        ratios.sort()
        let error = own.deviation / root
        let last = ratios.count - 1
        low = own.mean - ratios[min(last, Int((1 - tail) * Double(ratios.count)))] * error
        high = own.mean - ratios[max(0, Int(tail * Double(ratios.count)))] * error
    }

    /// Fewest values an interval is made of.
    package static let least = 5

    private static func moments(_ values: [Double]) -> (mean: Double, deviation: Double)? {
        guard values.count > 1 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (mean, (squares / Double(values.count - 1)).squareRoot())
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014), seeded by values.
private struct Splitter {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

    init(_ values: [Double]) {
        for value in values { state = (state ^ value.bitPattern) &* 0x100_0000_01B3 }
    }

    mutating func next(below limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int(truncatingIfNeeded: mixed % UInt64(limit))
    }
}
