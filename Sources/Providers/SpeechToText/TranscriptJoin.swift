import Model

/// Puts the transcripts of a recording's parts together.
enum TranscriptJoin {
    /// One transcript, each part's times moved to where the part lies.
    static func join(
        _ parts: [(span: TimeSpan, transcript: Transcript)],
        language: String,
        engine: Transcriber
    ) -> Transcript {
        let spoken = parts.filter { !$0.transcript.words.isEmpty }
        let times: Transcript.WordTimes =
            if spoken.contains(where: { $0.transcript.wordTimes == .none }) {
                .none
            } else if spoken.contains(where: { $0.transcript.wordTimes == .approximate }) {
                .approximate
            } else {
                .exact
            }
        let words = spoken.flatMap { part in
            part.transcript.words.map { word in
                var word = word
                word.startMs = times == .none ? nil : word.startMs.map { $0 + part.span.startMs }
                word.endMs = times == .none ? nil : word.endMs.map { $0 + part.span.startMs }
                return word
            }
        }
        let first = parts.first?.transcript
        return Transcript(
            text: spoken.map(\.transcript.text).joined(separator: " "),
            language: language,
            engine: first?.engine ?? engine.engine,
            model: first?.model ?? engine.model,
            keepsFillers: parts.allSatisfy(\.transcript.keepsFillers),
            wordTimes: times,
            accuracy: first?.accuracy ?? engine.capabilities.accuracy,
            words: words
        )
    }
}
