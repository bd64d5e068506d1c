import Model

/// One caption: when it is shown, and its lines as they stand in the file.
struct CaptionCue {
    /// When it is shown.
    var span: TimeSpan
    /// Its lines.
    var lines: [String] = []
}

/// Reads the captions of WebVTT, SubRip and SubViewer (.sbv) text.
struct CaptionCues {
    /// Whether it is WebVTT, which has a header and blocks that are no captions.
    var isWebVTT: Bool

    /// The captions in the order of the file.
    /// - Throws: `transcribe.invalid_transcript`, naming the line that is neither a caption nor part of one.
    func cues(_ lines: [String]) throws(SpeechError) -> [CaptionCue] {
        var cues: [CaptionCue] = []
        var open: CaptionCue?
        var isSkipping = isWebVTT
        for (index, line) in lines.enumerated() {
            // WebVTT ends a cue at an empty line only; hands that write SubRip leave spaces.
            let isBlank = isWebVTT && open != nil ? line.isEmpty : line.allSatisfy(\.isWhitespace)
            if isBlank {
                if let cue = open { cues.append(cue) }
                open = nil
                isSkipping = false
            } else if let span = try timing(line, at: index, isInside: open != nil) {
                // A cue may follow without a blank line; its number then is no text.
                if var cue = open {
                    if let last = cue.lines.last, last.allSatisfy(\.isNumber) { cue.lines.removeLast() }
                    cues.append(cue)
                }
                open = CaptionCue(span: span)
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

    /// The span of a line of times; nil when the line is text, in which an arrow may stand too.
    private func timing(_ line: String, at index: Int, isInside: Bool) throws(SpeechError) -> TimeSpan? {
        if let span = CaptionTime.timing(line) ?? CaptionTime.commaTiming(line) { return span }
        guard line.contains("-->"), CaptionTime.looksLikeTiming(line) || !isInside else { return nil }
        throw TranscriptFile.invalid(
            index + 1,
            "\"\(line.prefix(60))\" is no time span such as 00:00:01.000 --> 00:00:02.500"
        )
    }

    /// Judges a line before a cue's time: the start of a block to pass over, or a cue's number or name. Anything else is a mistake worth telling.
    private func isOutside(_ line: String, at index: Int, _ lines: [String]) throws(SpeechError) -> Bool {
        let next = index + 1 < lines.count ? lines[index + 1] : ""
        if next.contains("-->") || CaptionTime.commaTiming(next) != nil { return false }
        if isWebVTT, ["NOTE", "STYLE", "REGION"].contains(where: line.hasPrefix) { return true }
        throw TranscriptFile.invalid(
            index + 1,
            "\"\(line.prefix(60))\" stands outside a caption; a time span is expected before it"
        )
    }
}
