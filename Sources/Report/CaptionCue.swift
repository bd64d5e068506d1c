package import Model

/// Words that are shown together: at most two lines of 42 characters and 6 s, ending at a pause or at the end of a sentence.
struct CaptionCue {
    private static let lineLength = 42
    private static let longestMs = 6000
    private static let breakAfterMs = 700

    /// The words, at least one; each has times.
    let words: [Transcript.Word]
    /// When the first begins.
    let startMs: Int
    /// When the last ends, behind the begin.
    let endMs: Int

    private init?(_ words: [Transcript.Word]) {
        guard let first = words.first?.span, let last = words.last?.span else { return nil }
        self.words = words
        startMs = first.startMs
        endMs = max(last.endMs, first.startMs + 1)
    }

    /// The cues of a transcript, in the order of its words; none when the words have no times.
    static func cues(of transcript: Transcript) -> [CaptionCue] {
        guard transcript.wordTimes != .none else { return [] }
        var cues: [CaptionCue] = []
        var words: [Transcript.Word] = []
        for word in transcript.words where word.span != nil {
            if ends(words, before: word) {
                if let cue = CaptionCue(words) { cues.append(cue) }
                words.removeAll(keepingCapacity: true)
            }
            words.append(word)
        }
        if let cue = CaptionCue(words) { cues.append(cue) }
        return cues
    }

    private static func ends(_ words: [Transcript.Word], before word: Transcript.Word) -> Bool {
        guard let first = words.first?.span, let last = words.last?.span, let next = word.span else { return false }
        let length = words.reduce(0) { $0 + $1.text.count + 1 } + word.text.count
        let sentence = words.last?.text.last.map { ".?!".contains($0) } ?? false
        return length > 2 * lineLength || next.endMs &- first.startMs > longestMs
            || next.startMs &- last.endMs >= breakAfterMs
            || (sentence && length > lineLength / 2)
    }

    /// The words as a format writes each, broken once when they are longer than a line.
    func body(_ written: (Transcript.Word) -> String) -> String {
        let total = words.reduce(0) { $0 + $1.text.count + 1 }
        var text = ""
        var length = 0
        var broken = total <= Self.lineLength
        for word in words {
            if !text.isEmpty {
                let full = !broken && length + word.text.count > max(total / 2, 1)
                text += full ? "\n" : " "
                broken = broken || full
            }
            length += word.text.count + 1
            text += written(word)
        }
        return text
    }

    /// A line with both times; the mark stands before the milliseconds.
    func times(_ mark: Character) -> String { "\(Self.clock(startMs, mark)) --> \(Self.clock(endMs, mark))" }

    private static func clock(_ ms: Int, _ mark: Character) -> String {
        let ms = max(0, ms)
        let tail = String(ms % 1000 + 1000).dropFirst()
        let time = [ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60].map { Figures.pad($0) }
        return "\(time.joined(separator: ":"))\(mark)\(tail)"
    }
}

/// The transcript as SubRip captions, for editors that do not read WebVTT: numbered cues, a comma before the milliseconds.
package enum TranscriptSRT {
    /// The captions; nil when the words have no times.
    package static func text(for transcript: Transcript) -> String? {
        let cues = CaptionCue.cues(of: transcript)
        guard !cues.isEmpty else { return nil }
        return cues.enumerated().map { index, cue in
            "\(index + 1)\n\(cue.times(","))\n\(cue.body { plain($0.text) })\n"
        }.joined(separator: "\n")
    }

    /// The format has no way to escape what players take for markup or for a line of times, so other brackets stand for these.
    private static func plain(_ text: String) -> String {
        String(
            text.map { character in
                switch character {
                case "<": "\u{2039}"
                case ">": "\u{203A}"
                case _ where character.isNewline: " "
                default: character
                }
            }
        )
    }
}

/// The transcript as WebVTT captions (W3C WebVTT, section 4), for players and editors.
package enum TranscriptVTT {
    /// The captions; nil when the words have no times. Fillers stand in `<c.filler>`.
    package static func text(for transcript: Transcript, delivery: Delivery?) -> String? {
        let cues = CaptionCue.cues(of: transcript)
        guard !cues.isEmpty else { return nil }
        let fillers = fillerStarts(delivery)
        var output = "WEBVTT\n\nNOTE language \(escaped(transcript.language)), engine \(escaped(transcript.engine))"
        if transcript.accuracy == .low { output += ", rough words" }
        if transcript.wordTimes == .approximate { output += ", approximate times" }
        output += "\n"
        for (index, cue) in cues.enumerated() {
            let body = cue.body { word in
                let isFiller = word.startMs.map(fillers.contains) ?? false
                return isFiller ? "<c.filler>\(escaped(word.text))</c>" : escaped(word.text)
            }
            output += "\n\(index + 1)\n\(cue.times("."))\n\(body)\n"
        }
        return output
    }

    /// Start times of the words that are fillers.
    private static func fillerStarts(_ delivery: Delivery?) -> Set<Int> {
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
}
