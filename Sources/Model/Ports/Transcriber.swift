package import FoundationEssentials

/// Speech to text: what is needed from an engine.
package struct Transcriber: Sendable {
    /// What an engine can do; printed in results so that a reader knows what a count is worth.
    package struct Capabilities: Sendable, Hashable, Codable {
        /// Whether "um" and "uh" are written down.
        package var keepsFillers: Bool
        /// How words are timed.
        package var wordTimes: Transcript.WordTimes
        /// What to expect of the words.
        package var accuracy: Transcript.Accuracy
        /// The longest audio one call takes; nil when there is no limit.
        package var maxDurationMs: Int?
        /// The forms in which it takes a recording as it was uploaded; besides these, every engine takes the decoded WAV.
        package var accepts: Set<UploadedAudio.Form>

        /// An engine's abilities.
        package init(
            keepsFillers: Bool,
            wordTimes: Transcript.WordTimes,
            accuracy: Transcript.Accuracy,
            maxDurationMs: Int? = nil,
            accepts: Set<UploadedAudio.Form> = []
        ) {
            self.keepsFillers = keepsFillers
            self.wordTimes = wordTimes
            self.accuracy = accuracy
            self.maxDurationMs = maxDurationMs
            self.accepts = accepts
        }
    }

    /// One recording to hear.
    package struct Request: Sendable {
        /// The decoded recording: 16 kHz mono 16-bit WAV with a 44-byte header.
        package var wav: URL
        /// Where speech is.
        package var speech: [TimeSpan]
        /// Length of the decoded audio.
        package var durationMs: Int
        /// BCP 47 language tag.
        package var language: String
        /// The recording as it was uploaded, when its times are those of the decoded one.
        package var original: UploadedAudio?

        /// A request.
        package init(
            wav: URL,
            speech: [TimeSpan],
            durationMs: Int,
            language: String,
            original: UploadedAudio? = nil
        ) {
            self.wav = wav
            self.speech = speech
            self.durationMs = durationMs
            self.language = language
            self.original = original
        }
    }

    /// The engine's name, e.g. `pocketsphinx`, `openai`.
    package var engine: String
    /// The engine's model, when it has one.
    package var model: String?
    /// What it can do.
    package var capabilities: Capabilities
    /// Hears a recording. Throws a ``CodedError`` whose code starts with `transcribe.`.
    package var transcribe: @Sendable (Request) async throws -> Transcript

    /// An engine.
    package init(
        engine: String,
        model: String? = nil,
        capabilities: Capabilities,
        transcribe: @escaping @Sendable (Request) async throws -> Transcript
    ) {
        self.engine = engine
        self.model = model
        self.capabilities = capabilities
        self.transcribe = transcribe
    }
}
