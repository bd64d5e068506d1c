import Model

/// Reads WebVTT and SubRip captions. The words of a cue share its time by their length, so word times are approximate.
struct CaptionReader {
    /// Whether it is WebVTT, which has a header and blocks that are no cues.
    var isWebVTT: Bool

    private struct Cue {
        var span: TimeSpan
        var lines: [String] = []
    }

    /// The transcript a caption file holds.
    func read(_ text: String, language: String) throws(SpeechError) -> Transcript {
        let cues = try cues(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        var words: [Transcript.Word] = []
        var texts: [String] = []
        var shown = ""
        let inOrder = cues.enumerated().sorted {
            ($0.element.span.startMs, $0.offset) < ($1.element.span.startMs, $1.offset)
        }
        // Captions that roll, as video sites make them, show each line again above the next one; they mark the new words with <c>.
        let isRolling = isWebVTT && text.contains("<c>")
        for cue in inOrder.map(\.element) {
            var lines = cue.lines.map(CaptionMarkup.plain).filter { !$0.isEmpty }
            if isRolling, lines.first == shown { lines.removeFirst() }
            if let last = lines.last { shown = last }
            let content = lines.joined(separator: " ")
            let spoken = Self.words(content, over: cue.span)
            guard !spoken.isEmpty else { continue }
            texts.append(content)
            words += spoken
        }
        return TranscriptFile.supplied(
            texts.joined(separator: " "),
            language: language,
            wordTimes: .approximate,
            words: words
        )
    }

    /// The words of a text, a span shared among them by length.
    static func words(_ text: String, over span: TimeSpan) -> [Transcript.Word] {
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            !TextTokens($0).tokens.isEmpty
        }
        return zip(words, WordAlignment.shares(span, words)).map {
            Transcript.Word(text: $0, startMs: $1.startMs, endMs: $1.endMs)
        }
    }

    private func cues(_ lines: [String]) throws(SpeechError) -> [Cue] {
        var cues: [Cue] = []
        var open: Cue?
        var isSkipping = isWebVTT
        for (index, line) in lines.enumerated() {
            // WebVTT ends a cue at an empty line only; hands that write SubRip leave spaces.
            let isBlank = isWebVTT && open != nil ? line.isEmpty : line.allSatisfy(\.isWhitespace)
            if isBlank {
                if let cue = open { cues.append(cue) }
                open = nil
                isSkipping = false
            } else if line.contains("-->") {
                // A cue may follow without a blank line; its number then is no text.
                if var cue = open {
                    if let last = cue.lines.last, last.allSatisfy(\.isNumber) { cue.lines.removeLast() }
                    cues.append(cue)
                }
                guard let span = CaptionTime.timing(line) else {
                    throw TranscriptFile.invalid(
                        index + 1,
                        "\"\(line.prefix(60))\" is no time span such as 00:00:01.000 --> 00:00:02.500"
                    )
                }
                open = Cue(span: span)
                isSkipping = false
            } else if open != nil {
                open?.lines.append(line)
            } else if !isSkipping {
                isSkipping = try isOutside(line, at: index, lines)
            }
        }
        if let cue = open { cues.append(cue) }
        return cues
    }

    /// Judges a line before a cue's time: the start of a block to pass over, or a cue's number or name. Anything else is a mistake worth telling.
    private func isOutside(_ line: String, at index: Int, _ lines: [String]) throws(SpeechError) -> Bool {
        let next = index + 1 < lines.count ? lines[index + 1] : ""
        if next.contains("-->") { return false }
        if isWebVTT, ["NOTE", "STYLE", "REGION"].contains(where: line.hasPrefix) { return true }
        throw TranscriptFile.invalid(
            index + 1,
            "\"\(line.prefix(60))\" stands outside a caption; a time span is expected before it"
        )
    }
}
