package import Interview

/// The transcript as WebVTT captions (W3C WebVTT, section 4), for players and editors.
package enum TranscriptVTT {
    private static let lineLength = 42
    private static let longestMs = 6000
    private static let breakAfterMs = 700

    /// The captions; nil when the words have no times. A cue has at most two lines of 42 characters and 6 s, and ends at a
    /// pause or at the end of a sentence. Fillers stand in `<c.filler>`.
    package static func text(for transcript: Transcript, delivery: Delivery?) -> String? {
        guard transcript.wordTimes != .none else { return nil }
        let words = transcript.words.filter { $0.span != nil }
        guard !words.isEmpty else { return nil }
        let fillers = fillerSpans(delivery)
        var output = "WEBVTT\n\nNOTE language \(escaped(transcript.language)), engine \(escaped(transcript.engine))"
        if transcript.accuracy == .low { output += ", low accuracy" }
        if transcript.wordTimes == .approximate { output += ", approximate times" }
        output += "\n"
        var cue: [Transcript.Word] = []
        var number = 0
        func flush() {
            guard let first = cue.first?.span, let last = cue.last?.span else { return }
            number += 1
            let end = max(last.endMs, first.startMs + 1)
            output += "\n\(number)\n\(clock(first.startMs)) --> \(clock(end))\n\(body(cue, fillers))\n"
            cue.removeAll(keepingCapacity: true)
        }
        for word in words {
            if ends(cue, before: word) { flush() }
            cue.append(word)
        }
        flush()
        return output
    }

    private static func ends(_ cue: [Transcript.Word], before word: Transcript.Word) -> Bool {
        guard let first = cue.first?.span, let last = cue.last?.span, let next = word.span else { return false }
        let length = cue.reduce(0) { $0 + $1.text.count + 1 } + word.text.count
        let sentence = cue.last?.text.last.map { ".?!".contains($0) } ?? false
        return length > 2 * lineLength || next.endMs &- first.startMs > longestMs
            || next.startMs &- last.endMs >= breakAfterMs
            || (sentence && length > lineLength / 2)
    }

    /// The words of a cue, broken once when they are longer than a line.
    private static func body(_ cue: [Transcript.Word], _ fillers: Set<Int>) -> String {
        let total = cue.reduce(0) { $0 + $1.text.count + 1 }
        var text = ""
        var length = 0
        var broken = total <= lineLength
        for word in cue {
            if !text.isEmpty {
                let full = !broken && length + word.text.count > max(total / 2, 1)
                text += full ? "\n" : " "
                broken = broken || full
            }
            length += word.text.count + 1
            let marked = word.startMs.map(fillers.contains) ?? false
            text += marked ? "<c.filler>\(escaped(word.text))</c>" : escaped(word.text)
        }
        return text
    }

    /// Start times of the words that are fillers.
    private static func fillerSpans(_ delivery: Delivery?) -> Set<Int> {
        Set((delivery?.fillers.items ?? []).filter { $0.source != .acoustic }.compactMap(\.startMs))
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case _ where character.isNewline: result += " "
            default: result.append(character)
            }
        }
        return result
    }

    private static func clock(_ ms: Int) -> String {
        let ms = max(0, ms)
        let tail = String(ms % 1000 + 1000).dropFirst()
        return "\(Figures.pad(ms / 3_600_000)):\(Figures.pad(ms / 60_000 % 60)):\(Figures.pad(ms / 1000 % 60)).\(tail)"
    }
}
