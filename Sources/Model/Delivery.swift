/// How the answer was spoken. Parts that could not be measured are nil and named in ``notes``.
package struct Delivery: Sendable, Hashable, Codable {
    /// One point of the pace curve.
    package struct PacePoint: Sendable, Hashable, Codable {
        /// The stretch it covers.
        package var startMs: Int
        /// The stretch it covers.
        package var endMs: Int
        /// Words per minute within it.
        package var wordsPerMinute: Double

        /// A point of the curve.
        package init(startMs: Int, endMs: Int, wordsPerMinute: Double) {
            self.startMs = startMs
            self.endMs = endMs
            self.wordsPerMinute = wordsPerMinute
        }
    }

    /// The voice's pitch.
    package struct Pitch: Sendable, Hashable, Codable {
        /// Median F0 in hertz.
        package var medianHz: Double
        /// Standard deviation of F0 in semitones.
        package var spreadSemitones: Double

        /// A pitch summary.
        package init(medianHz: Double, spreadSemitones: Double) {
            self.medianHz = medianHz
            self.spreadSemitones = spreadSemitones
        }
    }

    /// The voice's loudness.
    package struct Loudness: Sendable, Hashable, Codable {
        /// Integrated loudness in LUFS.
        package var lufs: Double?
        /// Standard deviation of the level while speaking, in dB.
        package var spreadDb: Double?

        /// A loudness summary.
        package init(lufs: Double? = nil, spreadDb: Double? = nil) {
            self.lufs = lufs
            self.spreadDb = spreadDb
        }
    }

    /// A word or phrase at a place: a hedge, or a repetition.
    package struct Mark: Sendable, Hashable, Codable {
        /// The words.
        package var text: String
        /// Where they stand in the transcript.
        package var range: TextRange?
        /// When they were said.
        package var startMs: Int?
        /// When they ended.
        package var endMs: Int?

        /// A mark.
        package init(text: String, range: TextRange? = nil, startMs: Int? = nil, endMs: Int? = nil) {
            self.text = text
            self.range = range
            self.startMs = startMs
            self.endMs = endMs
        }
    }

    /// Words in the transcript, fillers such as "um" not counted.
    package var wordCount: Int
    /// Words per minute over the time from the first to the last speech; nil with no transcript or under 3 s of speech.
    package var wordsPerMinute: Double?
    /// Syllables per second of articulation, pauses excluded, from the signal; nil under 3 s of speech.
    package var syllablesPerSecond: Double?
    /// Pace over time; empty for short answers.
    package var paceCurve: [PacePoint]
    /// Filled pauses and filler words.
    package var fillers: Fillers
    /// Silent pauses.
    package var pauses: Pauses
    /// Pitch, when it could be measured.
    package var pitch: Pitch?
    /// Loudness, when it could be measured.
    package var loudness: Loudness?
    /// "kind of", "I guess", "maybe", each with its place.
    package var hedges: [Mark]
    /// Words and phrases said twice, and restarts, each with its place.
    package var repetitions: [Mark]
    /// Fluency 0–100 with its parts; nil when there is too little speech to say.
    package var fluency: PartedScore?
    /// Confidence of delivery 0–100 with its parts, never from recognizer confidence; nil when there is too little speech.
    package var confidence: PartedScore?
    /// Sentences for the reader: what could not be measured and why.
    package var notes: [String]

    /// The delivery of one answer.
    package init(
        wordCount: Int,
        wordsPerMinute: Double? = nil,
        syllablesPerSecond: Double? = nil,
        paceCurve: [PacePoint] = [],
        fillers: Fillers,
        pauses: Pauses,
        pitch: Pitch? = nil,
        loudness: Loudness? = nil,
        hedges: [Mark] = [],
        repetitions: [Mark] = [],
        fluency: PartedScore? = nil,
        confidence: PartedScore? = nil,
        notes: [String] = []
    ) {
        self.wordCount = wordCount
        self.wordsPerMinute = wordsPerMinute
        self.syllablesPerSecond = syllablesPerSecond
        self.paceCurve = paceCurve
        self.fillers = fillers
        self.pauses = pauses
        self.pitch = pitch
        self.loudness = loudness
        self.hedges = hedges
        self.repetitions = repetitions
        self.fluency = fluency
        self.confidence = confidence
        self.notes = notes
    }
}
