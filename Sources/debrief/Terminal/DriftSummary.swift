import Model
import Rescoring

/// What a re-scoring changed, for a terminal.
struct DriftSummary {
    private let drift: DriftTable

    /// The summary of a table.
    init(_ drift: DriftTable) { self.drift = drift }

    /// A few lines.
    var text: String {
        var lines = ["\(drift.answers) answers have new results, \(drift.failed) kept their old ones."]
        for row in drift.rows where row.count > 0 {
            lines.append(
                "  \(row.title): \(Self.tenth(row.meanBefore)) → \(Self.tenth(row.meanAfter))"
                    + " (change \(Self.tenth(row.meanChange)), spread \(Self.tenth(row.spread));"
                    + " \(row.up) up, \(row.down) down of \(row.count))"
            )
        }
        if let expected = drift.expected, let total = drift.sampledFrom {
            lines.append(
                "  expected for all \(total): change \(Self.tenth(expected.value)),"
                    + " 95 % between \(Self.tenth(expected.low)) and \(Self.tenth(expected.high))"
            )
        }
        if let order = drift.correlation {
            lines.append(
                "  rank correlation \(Self.hundredth(order.value)),"
                    + " 95 % between \(Self.hundredth(order.low)) and \(Self.hundredth(order.high))"
            )
        }
        if let crossing = drift.crossing {
            lines.append("  across \(Self.tenth(crossing.score)): \(crossing.up) up, \(crossing.down) down")
        }
        for near in drift.nearness {
            let kappa = near.kappa.map(Self.hundredth) ?? "–"
            lines.append(
                "  \(near.when), against people (\(near.count)): off by \(Self.tenth(near.meanDistance)),"
                    + " weighted kappa \(kappa), ICC \(near.icc.map(Self.hundredth) ?? "–")"
            )
        }
        for mover in drift.movers.prefix(5) {
            let why = mover.reason.map { "  (\($0))" } ?? ""
            lines.append("  \(mover.answer): \(Self.tenth(mover.before)) → \(Self.tenth(mover.after))\(why)")
        }
        return lines.joined(separator: "\n")
    }

    /// Two decimals.
    static func hundredth(_ value: Double) -> String {
        let hundredths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 100).rounded())
        let digits = String(hundredths.magnitude % 100)
        return (hundredths < 0 ? "-" : "") + "\(hundredths.magnitude / 100)." + (digits.count == 1 ? "0" : "") + digits
    }

    /// One decimal.
    static func tenth(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value.isFinite ? value : 0)) * 10).rounded())
        return (tenths < 0 ? "-" : "") + "\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
    }
}

/// What a re-scoring would do, for a terminal.
struct ForecastSummary {
    private let forecast: RescoreForecast

    /// The summary of a forecast.
    init(_ forecast: RescoreForecast) { self.forecast = forecast }

    /// A few lines.
    var text: String {
        var lines = ["\(forecast.answers) answers would be scored again."]
        if forecast.sampled < forecast.answers { lines.append("  told from \(forecast.sampled) of them") }
        for stage in Stage.allCases where stage != .upload {
            let (reused, anew) = (forecast.reused[stage.rawValue] ?? 0, forecast.anew[stage.rawValue] ?? 0)
            lines.append("  \(stage.rawValue): \(reused) reused, \(anew) anew")
        }
        lines.append("  calls of services outside: \(forecast.upstreamCalls)")
        lines.append("  minutes of audio to hear again: \(DriftSummary.tenth(forecast.audioMinutes))")
        return lines.joined(separator: "\n")
    }
}
