package import Model

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
