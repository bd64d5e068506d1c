import Interview

/// Drops what Whisper-like models are known to invent over silence, where the signal says that nobody speaks.
struct SilenceFilter {
    private let speech: [TimeSpan]

    /// A filter for a recording; `speech` says where somebody speaks.
    init(speech: [TimeSpan]) { self.speech = speech }

    /// Whether a segment is an invention: nobody speaks there, and either the model doubts it itself (`no_speech_prob` over
    /// 0.6, Whisper's own threshold) or the words are ones models are known to say into silence.
    func drops(_ segment: OpenAITranscription.Segment) -> Bool {
        let span = TimeSpan(startMs: segment.startMs, endMs: segment.endMs)
        guard !speech.contains(where: { $0.overlapMs(with: span) > 0 }) else { return false }
        return (segment.noSpeech ?? 0) > 0.6 || Self.isKnown(segment.text)
    }

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
    ]
}
