import Core
package import Model

/// The offline speech-to-text engine: PocketSphinx 0.8 with its US English model, in a child process of our own binary.
///
/// It needs no network and no key. It is usable on careful speech, poor on spontaneous speech and hears no "um" at all, which
/// its capabilities say.
package struct PocketSphinxTranscriber: Sendable {
    /// The engine's name in results.
    static let engine = "pocketsphinx"
    /// The model's name in results.
    static let model = "en-us"
    /// The longest recording it takes, in milliseconds.
    static let maxDurationMs = 4 * 3_600_000

    private let settings: RecognizerSettings
    private let turns: Turns

    /// An engine; copies of it share their turns.
    package init(settings: RecognizerSettings) {
        self.settings = settings
        turns = Turns(count: settings.concurrency, maxWaiting: settings.maxWaiting)
    }

    /// The engine behind its port.
    package var transcriber: Transcriber {
        Transcriber(
            engine: Self.engine,
            model: Self.model,
            capabilities: Transcriber.Capabilities(
                keepsFillers: false,
                wordTimes: .exact,
                accuracy: .low,
                maxDurationMs: Self.maxDurationMs
            ),
            transcribe: { try await transcribe($0) }
        )
    }

    private func transcribe(_ request: Transcriber.Request) async throws -> Transcript {
        try Self.check(language: request.language)
        let recognition = try Recognition(request, settings: settings)
        guard !recognition.plan.utterances.isEmpty else {
            return HeardTranscript(speech: [], durationMs: request.durationMs).transcript(language: request.language)
        }
        return try await turns.take(upTo: recognition.usefulLanes) { try await recognition.transcribe(lanes: $0) }
    }

    private static func check(language: String) throws(RecognizerError) {
        let primary = language.split { $0 == "-" || $0 == "_" }.first.map { $0.lowercased() }
        guard primary == "en" else {
            throw RecognizerError(
                .rejected,
                """
                The offline recognizer knows only English, not \(language.prefix(35)). Configure a speech-to-text service \
                for other languages, or supply a transcript.
                """,
                context: ["language": String(language.prefix(35))]
            )
        }
    }
}
