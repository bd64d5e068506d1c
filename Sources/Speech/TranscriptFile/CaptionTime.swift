import Core
import Model

/// The times of captions, in the spellings of WebVTT, SubRip, SubViewer and speech engines' terminal output.
enum CaptionTime {
    /// The span of a line such as `00:01.000 --> 00:02.500 align:start`; nil when it is no such line or ends before it starts. A setting
    /// may follow the second time without a blank, as browsers allow.
    static func timing(_ line: String) -> TimeSpan? {
        guard let arrow = line.firstRange(of: "-->") else { return nil }
        let before = line[..<arrow.lowerBound].trimmed
        let after = line[arrow.upperBound...].drop(while: \.isWhitespace)
        let time = after.prefix { ("0"..."9").contains($0) || $0 == ":" || $0 == "." || $0 == "," }
        let rest = after[time.endIndex...]
        guard rest.first.map({ $0.isWhitespace || $0.isLetter }) ?? true,
            let start = milliseconds(before), let end = milliseconds(String(time)), end >= start
        else { return nil }
        return TimeSpan(startMs: start, endMs: end)
    }

    /// The span of a SubViewer line such as `0:00:00.000,0:00:04.300`; nil when it is none.
    static func commaTiming(_ line: String) -> TimeSpan? {
        let parts = line.trimmed.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.contains(":") }), let start = milliseconds(String(parts[0])),
            let end = milliseconds(String(parts[1])), end >= start
        else { return nil }
        return TimeSpan(startMs: start, endMs: end)
    }

    /// Whether a line with an arrow is meant as a time span: what stands before its arrow is written like a time.
    static func looksLikeTiming(_ line: String) -> Bool {
        guard let arrow = line.firstRange(of: "-->") else { return false }
        let before = line[..<arrow.lowerBound].trimmed
        return before.isEmpty
            || (before.contains { $0 == ":" } && before.allSatisfy { $0.isNumber || ":.,; ".contains($0) })
    }

    /// The milliseconds of `1:02:03.450`, `02:03,450` or `02:03`.
    static func milliseconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last else { return nil }
        let seconds = last.split(whereSeparator: { $0 == "." || $0 == "," })
        guard let whole = seconds.first.flatMap(number), whole < 60, seconds.count <= 2,
            let minutes = number(parts[parts.count - 2]),
            minutes < 60 || parts.count == 2
        else { return nil }
        let hours = parts.count == 3 ? number(parts[0]) : 0
        guard let hours, hours <= 24, minutes <= 24 * 60 else { return nil }
        var thousandths = 0
        if seconds.count == 2 {
            guard seconds[1].count <= 9, number(seconds[1]) != nil else { return nil }
            thousandths = number((seconds[1] + "00").prefix(3)) ?? 0
        }
        return ((hours * 60 + minutes) * 60 + whole) * 1_000 + thousandths
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }
}
