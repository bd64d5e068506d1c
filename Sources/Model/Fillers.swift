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
