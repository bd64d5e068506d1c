/// What was said, as one engine heard it.
package struct Transcript: Sendable, Hashable, Codable {
    /// How far the times of ``words`` can be trusted.
    package enum WordTimes: String, Sendable, Codable, CaseIterable {
        /// Each word was timed by the engine, but for words of a correction that are marked ``Word/approximate``.
        case exact
        /// Spread over longer timed stretches (captions, segments).
        case approximate
        /// The words have no times.
        case none
    }

    /// What a reader should expect of the words.
    package enum Accuracy: String, Sendable, Codable, CaseIterable {
        /// The offline recognizer: usable on careful speech, poor on spontaneous speech.
        case low
        /// A current speech-to-text service.
        case standard
        /// The words were supplied.
        case supplied
    }

    /// One word.
    package struct Word: Sendable, Hashable, Codable {
        /// The word as written, with punctuation when the engine sets it.
        package var text: String
        /// When it starts; nil exactly when ``Transcript/wordTimes`` is `none`.
        package var startMs: Int?
        /// When it ends; nil exactly when ``Transcript/wordTimes`` is `none`.
        package var endMs: Int?
        /// The engine's own certainty, 0–1, when it gives one. Never evidence against the speaker.
        package var confidence: Double?
        /// True when its time lies between its neighbours' and was not measured; nil otherwise.
        package var approximate: Bool?

        /// A word, timed or not.
        package init(text: String, startMs: Int? = nil, endMs: Int? = nil, confidence: Double? = nil) {
            self.text = text
            self.startMs = startMs
            self.endMs = endMs
            self.confidence = confidence
        }

        /// Its time, when it has one.
        package var span: TimeSpan? {
            guard let startMs, let endMs else { return nil }
            return TimeSpan(startMs: startMs, endMs: endMs)
        }
    }

    /// The whole text; the words of ``words`` occur in it in order.
    package var text: String
    /// BCP 47 language tag, e.g. `en-US`.
    package var language: String
    /// Who heard it: `pocketsphinx`, `openai`, `supplied`, …
    package var engine: String
    /// The engine's model, when it has a name.
    package var model: String?
    /// Whether the engine writes "um" and "uh" down; when not, a filler count from it is a lower bound.
    package var keepsFillers: Bool
    /// How far the times can be trusted.
    package var wordTimes: WordTimes
    /// What to expect of the words.
    package var accuracy: Accuracy
    /// Every word in order.
    package var words: [Word]
    /// What was repaired or does not fit the sound; nil when nothing was, and in results that are older than this.
    package var findings: [TranscriptFinding]?

    /// A transcript.
    package init(
        text: String,
        language: String,
        engine: String,
        model: String? = nil,
        keepsFillers: Bool,
        wordTimes: WordTimes,
        accuracy: Accuracy,
        words: [Word],
        findings: [TranscriptFinding]? = nil
    ) {
        self.text = text
        self.language = language
        self.engine = engine
        self.model = model
        self.keepsFillers = keepsFillers
        self.wordTimes = wordTimes
        self.accuracy = accuracy
        self.words = words
        self.findings = findings
    }

    /// The engine of a transcript that stands for no transcript at all: the service failed or refused.
    package static let noEngine = "none"

    /// The engine's name as readers see it: the offline recognizer is called rough wherever it stands.
    package var engineLabel: String { accuracy == .low ? "\(engine) (rough)" : engine }

    /// Whether there is no transcript because nothing heard the words, which is no fault of the sound or the speaker.
    package var isMissing: Bool { engine == Self.noEngine }

    /// Whether a finding of one of these kinds stands in ``findings``.
    package func has(_ codes: TranscriptFinding.Code...) -> Bool {
        findings?.contains { finding in codes.contains { $0.rawValue == finding.code } } ?? false
    }
}
