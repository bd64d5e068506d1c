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
