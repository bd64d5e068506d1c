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

/// What was found when the words of a transcript were read and held against the sound: what does not fit, and what was done about it.
package struct TranscriptFinding: Sendable, Hashable, Codable {
    /// The codes, as results carry them.
    package enum Code: String, Sendable, Codable, CaseIterable {
        /// One phrase stands there many times more than the sound holds; the surplus was left out.
        case loop
        /// Words stood where the sound has no speech; they were left out.
        case wordsInSilence = "words_in_silence"
        /// Times lie behind the end of the recording.
        case timesBeyondEnd = "times_beyond_end"
        /// Times were a thousand times too large or too small; they were converted.
        case timesUnit = "times_unit"
        /// The times of a few words were missing, empty or backward; they were placed between their neighbours.
        case timesRepaired = "times_repaired"
        /// The times as a whole do not fit the sound; they are only rough now.
        case timesDoNotFit = "times_do_not_fit"
        /// The number of words does not fit the sound: the words may be those of another recording.
        case wordsDoNotFit = "words_do_not_fit"
        /// Speech is heard where no word stands.
        case speechWithoutWords = "speech_without_words"
        /// The words are in another language than was declared.
        case otherLanguage = "other_language"
        /// The sound holds nothing that speech could be told by, so the words could not be compared with it.
        case noSpeechFound = "no_speech_found"
        /// The preferred engine failed, and another one heard the words; ``TranscriptFinding/value`` is the error's code.
        case otherEngine = "other_engine"
    }

    /// Which it is.
    package var code: String
    /// One sentence for the reader: what was found, what was done, what helps.
    package var detail: String
    /// How many words, or milliseconds with ``Code/speechWithoutWords``, it concerns.
    package var count: Int
    /// Where it starts, when it has one place.
    package var startMs: Int?
    /// Where it ends, when it has one place.
    package var endMs: Int?
    /// What was found in place of what was expected: the language tag with ``Code/otherLanguage``, the error's code with
    /// ``Code/otherEngine``; nil otherwise.
    package var value: String?

    /// A finding.
    package init(
        _ code: Code,
        _ detail: String,
        count: Int,
        startMs: Int? = nil,
        endMs: Int? = nil,
        value: String? = nil
    ) {
        self.code = code.rawValue
        self.detail = detail
        self.count = count
        self.startMs = startMs
        self.endMs = endMs
        self.value = value
    }

    /// Its code; nil when a newer version wrote one that is unknown here.
    package var kind: Code? { Code(rawValue: code) }
}

/// A stretch of ``Transcript/text``, in UTF-16 code units as JavaScript, Java and Foundation strings count them.
package struct TextRange: Sendable, Hashable, Codable {
    /// First code unit, inclusive.
    package var start: Int
    /// Last code unit, exclusive.
    package var end: Int

    /// A range of UTF-16 code units.
    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }
}

/// A stretch of the decoded recording, in whole milliseconds from its first sample.
package struct TimeSpan: Sendable, Hashable, Codable {
    /// Where it starts, inclusive.
    package var startMs: Int
    /// Where it ends, exclusive; never before `startMs`.
    package var endMs: Int

    /// A span; an `endMs` before `startMs` is raised to it.
    package init(startMs: Int, endMs: Int) {
        self.startMs = startMs
        self.endMs = max(startMs, endMs)
    }

    /// Its length in milliseconds.
    package var durationMs: Int { endMs - startMs }

    /// How many milliseconds both spans share.
    package func overlapMs(with other: TimeSpan) -> Int {
        max(0, min(endMs, other.endMs) - max(startMs, other.startMs))
    }
}
