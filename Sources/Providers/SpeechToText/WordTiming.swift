import Model

/// Spreads words over a stretch whose ends alone are known.
enum WordTiming {
    /// The words of a text with times in proportion to their lengths; one letter stands for a blank after each.
    static func spread(_ text: String, startMs: Int, endMs: Int) -> [Transcript.Word] {
        let words = text.split(whereSeparator: \.isWhitespace)
        let total = words.reduce(0) { $0 + $1.count + 1 }
        guard total > 0 else { return [] }
        let span = Double(max(0, endMs - startMs))
        var done = 0
        return words.map { word in
            let start = startMs + Int(span * Double(done) / Double(total))
            done += word.count + 1
            return Transcript.Word(
                text: String(word),
                startMs: start,
                endMs: startMs + Int(span * Double(done) / Double(total))
            )
        }
    }

    /// Seconds as whole milliseconds, clamped to the recording; nil for anything but a finite number.
    static func milliseconds(_ seconds: Double?, within durationMs: Int) -> Int? {
        guard let seconds, seconds.isFinite else { return nil }
        return Int(min(max(seconds * 1_000, 0), Double(max(0, durationMs))).rounded())
    }

    /// The words with starts that never go back and ends that never lie before starts.
    static func ordered(_ words: [Transcript.Word]) -> [Transcript.Word] {
        var last = 0
        return words.map { word in
            guard let start = word.startMs, let end = word.endMs else { return word }
            var word = word
            word.startMs = max(start, last)
            word.endMs = max(end, max(start, last))
            last = max(start, last)
            return word
        }
    }
}
