import Model

/// The times of captions, in the spellings of WebVTT and SubRip.
enum CaptionTime {
    /// The span of a line such as `00:01.000 --> 00:02.500 align:start`; nil when it is no such line or ends before it starts.
    static func timing(_ line: String) -> TimeSpan? {
        guard let arrow = line.firstRange(of: "-->") else { return nil }
        let before = line[..<arrow.lowerBound].trimmed
        let after = line[arrow.upperBound...].trimmed.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        guard let start = milliseconds(before), let end = milliseconds(after), end >= start else { return nil }
        return TimeSpan(startMs: start, endMs: end)
    }

    /// The milliseconds of `1:02:03.450`, `02:03,450` or `02:03`.
    static func milliseconds(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let last = parts.last else { return nil }
        let seconds = last.split(whereSeparator: { $0 == "." || $0 == "," })
        guard let whole = seconds.first.flatMap(number), whole < 60, seconds.count <= 2,
            let minutes = number(parts[parts.count - 2]),
            minutes < 60
        else { return nil }
        let hours = parts.count == 3 ? number(parts[0]) : 0
        guard let hours, hours <= 24 else { return nil }
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
