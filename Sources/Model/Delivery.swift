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

/// What the analyze stage leaves behind: the delivery, and the quality with what the transcript adds to it (too few words).
package struct Analysis: Sendable, Hashable, Codable {
    /// How the answer was spoken.
    package var delivery: Delivery
    /// Whether the recording is good enough, now that its words are known.
    package var quality: Quality

    /// An analysis.
    package init(delivery: Delivery, quality: Quality) {
        self.delivery = delivery
        self.quality = quality
    }
}

/// The fillers of an answer, each with its place, and how far the count can be trusted.
package struct Fillers: Sendable, Hashable, Codable {
    /// What sort of filler it is.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// "um", "uh", "hmm": a pause filled with voice.
        case filledPause
        /// "like", "you know", "basically" where they carry no meaning.
        case lexical
    }

    /// Who found it.
    package enum Source: String, Sendable, Codable, CaseIterable {
        case transcript, acoustic, both
    }

    /// Whether the count can be trusted.
    package enum Reliability: String, Sendable, Codable, CaseIterable {
        /// The engine writes fillers down.
        case counted
        /// The engine drops fillers; the count comes from the sound and is approximate.
        case lowerBound
        /// Nothing could be counted.
        case none
    }

    /// One filler.
    package struct Item: Sendable, Hashable, Codable {
        /// The normalised filler, e.g. `um`, `you know`; `filled pause` when only the signal shows it.
        package var text: String
        /// What sort it is.
        package var kind: Kind
        /// Who found it.
        package var source: Source
        /// When it starts; nil when the transcript has no times.
        package var startMs: Int?
        /// When it ends.
        package var endMs: Int?
        /// Where it stands in the transcript; nil when only the signal shows it.
        package var range: TextRange?
        /// How sure the finder is, 0–1.
        package var confidence: Double

        /// A filler.
        package init(
            text: String,
            kind: Kind,
            source: Source,
            startMs: Int? = nil,
            endMs: Int? = nil,
            range: TextRange? = nil,
            confidence: Double = 1
        ) {
            self.text = text
            self.kind = kind
            self.source = source
            self.startMs = startMs
            self.endMs = endMs
            self.range = range
            self.confidence = confidence
        }
    }

    /// How right counts of this kind were where the truth was known.
    package struct Measured: Sendable, Hashable, Codable {
        /// What the words told: `verbatim`, `betweenWords`, `someWords` or `soundAlone`.
        package var `case`: String
        /// Share 0–1 of the reported filled pauses that were right.
        package var precision: Double
        /// Share 0–1 of the true ones that were found.
        package var recall: Double

        /// Figures of the accuracy bench.
        package init(case: String, precision: Double, recall: Double) {
            self.case = `case`
            self.precision = precision
            self.recall = recall
        }
    }

    /// How many were found. Readers see ``countText``: some may be missed and some may be none.
    package var total: Int
    /// Per minute of the answer, first to last speech; nil when there is no such time.
    package var perMinute: Double?
    /// Per hundred words; nil without words.
    package var per100Words: Double?
    /// Whether the count can be trusted.
    package var reliability: Reliability
    /// One sentence that says why.
    package var reliabilityNote: String
    /// How right such counts were in the accuracy bench; nil when nothing was counted.
    package var measured: Measured?
    /// How many of each.
    package var byWord: [String: Int]
    /// Every one, in order.
    package var items: [Item]

    /// The fillers of one answer.
    package init(
        total: Int,
        perMinute: Double? = nil,
        per100Words: Double? = nil,
        reliability: Reliability,
        reliabilityNote: String,
        measured: Measured? = nil,
        byWord: [String: Int] = [:],
        items: [Item] = []
    ) {
        self.total = total
        self.perMinute = perMinute
        self.per100Words = per100Words
        self.reliability = reliability
        self.reliabilityNote = reliabilityNote
        self.measured = measured
        self.byWord = byWord
        self.items = items
    }

    /// The count as readers see it: "4" where it can be trusted, "about 4" where it comes from the sound, "–" where nothing was counted.
    package var countText: String {
        switch reliability {
        case .counted: "\(total)"
        case .lowerBound: "about \(total)"
        case .none: "–"
        }
    }
}

/// The silent pauses of an answer, from the signal. A pause is a silence of at least 200 ms between two stretches of speech;
/// the silence before the first word is the start latency and the one after the last word is not a pause.
package struct Pauses: Sendable, Hashable, Codable {
    /// Where a pause falls.
    package enum Place: String, Sendable, Codable, CaseIterable {
        /// Before the first word.
        case initial
        /// At the end of a clause or sentence.
        case boundary
        /// Inside a clause.
        case midClause
        /// The transcript cannot tell.
        case unknown
    }

    /// Whether the pauses can be trusted.
    package enum Reliability: String, Sendable, Codable, CaseIterable {
        /// The sound is clear enough to tell speech from silence.
        case measured
        /// Something fills the silences: noise, the room's echo, other voices.
        case rough
    }

    /// How right pauses from such a sound were where the truth was known.
    package struct Measured: Sendable, Hashable, Codable {
        /// What the sound is like: `clear`, `noise`, `echo` or `voices`.
        package var `case`: String
        /// Share 0–1 of the reported pauses that were right, both ends within 200 ms.
        package var precision: Double
        /// Share 0–1 of the true ones that were found.
        package var recall: Double

        /// Figures of the accuracy bench.
        package init(case: String, precision: Double, recall: Double) {
            self.case = `case`
            self.precision = precision
            self.recall = recall
        }
    }

    /// One pause.
    package struct Item: Sendable, Hashable, Codable {
        /// When it starts.
        package var startMs: Int
        /// When it ends.
        package var endMs: Int
        /// Where it falls.
        package var place: Place

        /// A pause.
        package init(startMs: Int, endMs: Int, place: Place) {
            self.startMs = startMs
            self.endMs = endMs
            self.place = place
        }

        /// Its length in milliseconds.
        package var durationMs: Int { endMs - startMs }
    }

    /// How many, the initial one not counted.
    package var count: Int
    /// Their lengths added up, the initial one not counted.
    package var totalMs: Int
    /// The longest one.
    package var longest: Item?
    /// How many last at least 1 s.
    package var longCount: Int
    /// Silence before the first word.
    package var startLatencyMs: Int
    /// Every one, in order, the initial one included when it is at least 200 ms.
    package var items: [Item]
    /// Whether they can be trusted; nil without speech and in results that are older than this.
    package var reliability: Reliability?
    /// One sentence that says why.
    package var reliabilityNote: String?
    /// How right such pauses were in the accuracy bench.
    package var measured: Measured?

    /// The pauses of one answer.
    package init(
        count: Int,
        totalMs: Int,
        longest: Item? = nil,
        longCount: Int = 0,
        startLatencyMs: Int = 0,
        items: [Item] = [],
        reliability: Reliability? = nil,
        reliabilityNote: String? = nil,
        measured: Measured? = nil
    ) {
        self.count = count
        self.totalMs = totalMs
        self.longest = longest
        self.longCount = longCount
        self.startLatencyMs = startLatencyMs
        self.items = items
        self.reliability = reliability
        self.reliabilityNote = reliabilityNote
        self.measured = measured
    }
}
