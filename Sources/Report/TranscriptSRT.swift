package import Model

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
