package import Model

/// How near scores are to those of people, and how alike two orders are; the formulas as they were published.
package enum Agreement {
    /// Spearman's rank correlation with its 95 % interval: Pearson's correlation of the ranks, ties at their mean rank; the interval by
    /// Fisher's transformation with the standard error √((1 + r²/2)/(n − 3)) of Bonett and Wright (Psychometrika 65, 2000).
    ///
    /// - Returns: nil for fewer than four pairs, or when all values of one side are alike.
    package static func spearman(_ pairs: [(Double, Double)]) -> DriftTable.Estimate? {
        guard pairs.count >= 4 else { return nil }
        guard let rho = pearson(ranks(pairs.map(\.0)), ranks(pairs.map(\.1))) else { return nil }
        let bounded = max(-0.999_999, min(0.999_999, rho))
        let center = 0.5 * log1p(2 * bounded / (1 - bounded))
        let error = ((1 + bounded * bounded / 2) / Double(pairs.count - 3)).squareRoot()
        return DriftTable.Estimate(
            value: rho,
            low: tanh(center - normal * error),
            high: max(rho, tanh(center + normal * error)),
            count: pairs.count
        )
    }

    /// Cohen's kappa with quadratic weights (Cohen, Psychological Bulletin 70, 1968) over five bands of 20 points.
    ///
    /// - Returns: nil when it is not defined: no pairs, or everybody in one and the same band.
    package static func kappa(_ pairs: [(Double, Double)]) -> Double? {
        let bands = 5
        func band(_ score: Double) -> Int { max(0, min(bands - 1, Int(score / 20))) }
        var (rows, columns) = (Array(repeating: 0.0, count: bands), Array(repeating: 0.0, count: bands))
        var seen = 0.0
        for (one, other) in pairs {
            let (row, column) = (band(one), band(other))
            rows[row] += 1
            columns[column] += 1
            seen += Double((row - column) * (row - column))
        }
        var expected = 0.0
        for row in 0..<bands {
            for column in 0..<bands {
                expected += rows[row] * columns[column] * Double((row - column) * (row - column))
            }
        }
        guard !pairs.isEmpty, expected > 0 else { return nil }
        return 1 - seen / (expected / Double(pairs.count))
    }

    /// The intraclass correlation ICC(2,1) of two raters: two-way random effects, absolute agreement, single rating (Shrout and Fleiss,
    /// Psychological Bulletin 86, 1979).
    ///
    /// - Returns: nil for fewer than two pairs, or when nothing varies.
    package static func icc(_ pairs: [(Double, Double)]) -> Double? {
        guard pairs.count >= 2 else { return nil }
        let count = Double(pairs.count)
        let means = (pairs.reduce(0) { $0 + $1.0 } / count, pairs.reduce(0) { $0 + $1.1 } / count)
        let grand = (means.0 + means.1) / 2
        var (between, total) = (0.0, 0.0)
        for (one, other) in pairs {
            let mean = (one + other) / 2
            between += 2 * (mean - grand) * (mean - grand)
            total += (one - grand) * (one - grand) + (other - grand) * (other - grand)
        }
        let raters = count * ((means.0 - grand) * (means.0 - grand) + (means.1 - grand) * (means.1 - grand))
        let (meanSquareRows, meanSquareRaters) = (between / (count - 1), raters)
        let meanSquareError = max(0, total - between - raters) / (count - 1)
        let below = meanSquareRows + meanSquareError + 2 * (meanSquareRaters - meanSquareError) / count
        guard below > 1e-12 else { return nil }
        return (meanSquareRows - meanSquareError) / below
    }

    /// A mean over strata with its 95 % interval: Cochran, Sampling Techniques (1977), sections 5.3 and 5.4: each stratum counts as
    /// much as it has answers, and what was sampled whole has no error.
    ///
    /// - Parameter strata: the values seen in each, and how many answers it has.
    /// - Returns: nil for fewer than two values.
    package static func mean(_ strata: [(values: [Double], total: Int)]) -> DriftTable.Estimate? {
        let known = strata.filter { !$0.values.isEmpty }
        let count = known.reduce(0) { $0 + $1.values.count }
        let total = Double(known.reduce(0) { $0 + max($1.total, $1.values.count) })
        guard count >= 2 else { return nil }
        // A stratum of which one answer was seen takes the spread of all.
        let all = variance(known.flatMap(\.values)) ?? 0
        var (mean, error) = (0.0, 0.0)
        for (values, size) in known {
            let share = Double(max(size, values.count)) / total
            let unseen = 1 - Double(values.count) / Double(max(size, values.count))
            mean += share * values.reduce(0, +) / Double(values.count)
            error += share * share * unseen * (variance(values) ?? all) / Double(values.count)
        }
        let half = normal * error.squareRoot()
        return DriftTable.Estimate(value: mean, low: mean - half, high: mean + half, count: count)
    }

    /// The 97.5 % point of the normal distribution.
    private static let normal = 1.959_964

    private static func variance(_ values: [Double]) -> Double? {
        guard values.count >= 2 else { return nil }
        let mean = values.reduce(0, +) / Double(values.count)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }

    private static func ranks(_ values: [Double]) -> [Double] {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = Array(repeating: 0.0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
            for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }

    private static func pearson(_ one: [Double], _ other: [Double]) -> Double? {
        let count = Double(one.count)
        let means = (one.reduce(0, +) / count, other.reduce(0, +) / count)
        var (both, first, second) = (0.0, 0.0, 0.0)
        for (left, right) in zip(one, other) {
            both += (left - means.0) * (right - means.1)
            first += (left - means.0) * (left - means.0)
            second += (right - means.1) * (right - means.1)
        }
        guard first > 0, second > 0 else { return nil }
        return both / (first * second).squareRoot()
    }

    private static func tanh(_ value: Double) -> Double {
        let grown = exponential(2 * max(-20, min(20, value)))
        return (grown - 1) / (grown + 1)
    }

    /// The natural logarithm of 1 + x, and eˣ: Foundation's essentials have neither, and importing the C library for two functions is not
    /// worth it. By series; both to 1e-12 over the ranges used here.
    private static func log1p(_ value: Double) -> Double {
        let whole = 1 + value
        let (fraction, exponent) = (whole.significand, Double(whole.exponent))
        let ratio = (fraction - 1) / (fraction + 1)
        var (term, sum) = (ratio, 0.0)
        for step in stride(from: 1.0, through: 61, by: 2) {
            sum += term / step
            term *= ratio * ratio
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }

    private static func exponential(_ value: Double) -> Double {
        let halves = value / 1_024
        var (term, sum) = (1.0, 1.0)
        for step in 1...12 {
            term *= halves / Double(step)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
}
