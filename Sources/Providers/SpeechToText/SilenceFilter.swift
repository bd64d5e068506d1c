import Model

/// Drops what speech models are known to invent over silence, where the signal has no speech.
struct SilenceFilter {
    private let speech: [TimeSpan]

    /// A filter for a recording; `speech` says where speech is.
    init(speech: [TimeSpan]) { self.speech = speech }

    /// Whether a segment is an invention: there is no speech, and either the model doubts it itself (`no_speech_prob` over
    /// 0.6, Whisper's own threshold) or the words are ones models are known to say into silence.
    func drops(_ segment: OpenAITranscription.Segment) -> Bool {
        let span = TimeSpan(startMs: segment.startMs, endMs: segment.endMs)
        guard !speech.contains(where: { $0.overlapMs(with: span) > 0 }) else { return false }
        return (segment.noSpeech ?? 0) > 0.6 || Self.isKnown(segment.text)
    }

    /// The words without runs of timed ones that lie wholly outside of speech and say together what models are known to
    /// say there. Words without times stay.
    func kept(_ words: [Transcript.Word]) -> [Transcript.Word] {
        var kept: [Transcript.Word] = []
        var run: [Transcript.Word] = []
        for word in words {
            if let span = word.span, !isSpoken(span) {
                run.append(word)
            } else {
                kept += Self.real(run) + [word]
                run = []
            }
        }
        return kept + Self.real(run)
    }

    private static func real(_ run: [Transcript.Word]) -> [Transcript.Word] {
        run.isEmpty || isKnown(run.map(\.text).joined(separator: " ")) ? [] : run
    }

    /// Whether there is speech in a stretch; a word's own place may be off by as much as people disagree on where it begins.
    private func isSpoken(_ span: TimeSpan) -> Bool {
        let around = TimeSpan(startMs: span.startMs - Self.slackMs, endMs: span.endMs + Self.slackMs)
        return speech.contains { $0.overlapMs(with: around) > 0 }
    }

    /// In milliseconds.
    private static let slackMs = 100

    /// Whether a whole text without times is an invention.
    func drops(text: String) -> Bool { speech.isEmpty && Self.isKnown(text) }

    private static func isKnown(_ text: String) -> Bool {
        let words = text.lowercased().split { !$0.isLetter && $0 != "'" }.joined(separator: " ")
        return words.isEmpty || known.contains(words)
    }

    private static let known: Set<String> = [
        "you", "thank you", "thanks", "thank you so much", "thank you very much", "thank you for watching",
        "thanks for watching", "thank you so much for watching", "please subscribe", "bye", "bye bye", "okay", "so",
        "subtitles by the amara org community", "transcription by castingwords", "silence", "music", "applause",
        "untertitel der amara org community", "untertitel im auftrag des zdf", "vielen dank",
        "vielen dank für's zuschauen",
        "sous titres réalisés para la communauté d'amara org", "merci d'avoir regardé cette vidéo",
        "subtítulos realizados por la comunidad de amara org", "gracias por ver el video",
        "sottotitoli creati dalla comunità amara org",
    ]
}
