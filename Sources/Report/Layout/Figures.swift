import Catalogue
import Core
import Model

/// Numbers and times as a report writes them, the same on every machine.
enum Figures {
    /// A whole number; an en dash when there is none.
    static func whole(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        return String(Int(clamped(value).rounded()))
    }

    /// One decimal; an en dash when there is none.
    static func tenths(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "–" }
        let scaled = Int((clamped(value) * 10).rounded())
        let sign = scaled < 0 ? "-" : ""
        return "\(sign)\(abs(scaled) / 10).\(abs(scaled) % 10)"
    }

    /// One decimal as the language of the report writes it; drawings and programs take ``tenths(_:)``.
    static func shown(_ value: Double?) -> String {
        tenths(value).replacing(".", with: Language.current.decimalMark)
    }

    /// A moment or a length as `m:ss`, or `h:mm:ss` from an hour on.
    static func clock(_ ms: Int) -> String {
        let seconds = max(0, ms) / 1000
        let tail = pad(seconds % 60)
        if seconds < 3600 { return "\(seconds / 60):\(tail)" }
        return "\(seconds / 3600):\(pad(seconds / 60 % 60)):\(tail)"
    }

    /// A moment as `m:ss.t`, for places that lie close together.
    static func moment(_ ms: Int) -> String { "\(clock(ms)).\(max(0, ms) % 1000 / 100)" }

    /// A short length in seconds with one decimal.
    static func seconds(_ ms: Int) -> String { shown(Double(ms) / 1000) + " s" }

    /// A size as people read it.
    static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<10_000: "\(bytes) bytes"
        case ..<1_000_000: whole(Double(bytes) / 1000) + " kB"
        default: shown(Double(bytes) / 1_000_000) + " MB"
        }
    }

    /// Four to six hexadecimal digits, as code points are written.
    static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Two digits.
    static func pad(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// How many fillers, `about 4` where the count is rough; an en dash when none were counted.
    static func fillers(_ fillers: Fillers) -> String {
        switch fillers.reliability {
        case .counted: "\(fillers.total)"
        case .lowerBound: Texts["report.about", ["n": "\(fillers.total)"]]
        case .none: "–"
        }
    }

    private static func clamped(_ value: Double) -> Double { min(max(value, -1e12), 1e12) }
}

extension CivilDate {
    /// The day as the language of the report writes it.
    var shown: String { Language.current.date(day: day, month: month, year: year) }
}
