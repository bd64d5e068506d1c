import Catalogue
import FoundationEssentials
import Model

/// Numbers and times as pages write them.
enum Figures {
    /// Milliseconds as minutes and seconds: `1:05`.
    static func clock(_ ms: Int) -> String {
        let seconds = max(0, ms) / 1000
        return "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)"
    }

    /// Milliseconds as seconds with one decimal: `1.4 s`.
    static func seconds(_ ms: Int) -> String { decimal(Double(ms) / 1000) + " s" }

    /// One decimal, and none when it would be a zero that nothing is gained by.
    static func decimal(_ value: Double, places: Int = 1) -> String {
        guard value.isFinite else { return "–" }
        guard places > 0 else { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "−" : "")\(abs(tenths) / 10)\(Language.current.decimalMark)\(abs(tenths) % 10)"
    }

    /// A place in a drawing, to a tenth, as SVG reads it in every language.
    static func place(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths < 0 ? "-" : "")\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }

    /// A share of a length in per cent, for SVG.
    static func share(_ part: Double, of whole: Double) -> String {
        guard whole > 0 else { return "0%" }
        let hundredths = Int((10_000 * min(1, max(0, part / whole))).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
    }

    /// A count with its noun: `1 filler`, `2 fillers`. The noun is a key under `count.`.
    static func count(_ number: Int, _ noun: String) -> String { Texts.count("count.\(noun)", number) }

    /// How many fillers there are: `3 fillers`, `about 3 fillers`.
    static func fillers(_ fillers: Fillers) -> String {
        let count = count(fillers.total, "filler")
        return fillers.reliability == .lowerBound ? Texts["count.about", ["count": count]] : count
    }

    /// A time in UTC for readers, `28 November 2026, 17:36`, inside a `time` element that the page turns into local time.
    static func time(_ date: Date) -> HTML {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute], from: date)
        let (hour, minute) = (parts.hour ?? 0, parts.minute ?? 0)
        let clock = "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
        let day = Language.current.date(day: parts.day ?? 1, month: parts.month ?? 1, year: parts.year ?? 0)
        let text = "\(day), \(clock)"
        return HTML(markup: "<time datetime=\"\(date.ISO8601Format())\">\(text) UTC</time>")
    }
}
