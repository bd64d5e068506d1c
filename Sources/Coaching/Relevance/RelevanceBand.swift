import Model

/// Where the signals of relevance say yes and no, measured on labelled answers in one space of vectors. Between the bands nothing is said.
struct RelevanceBand: Sendable, Hashable {
    /// Version of subjects, signals and bands; part of every judge's configuration.
    static let version = 2

    /// From this score on an answer answers its question.
    let yes: Double
    /// Below this score it does not.
    let no: Double
    /// The least lead over other subjects of an answer that does.
    let lead: Double
    /// From this sense on words belong together.
    let sensible: Double
    /// Below this sense they do not.
    let senseless: Double

    /// The band measured for a space; nil for every other space, whose cosines mean something else. Measured on the first half of
    /// `Tests/CoachingTests/Labelled` with all-MiniLM-L6-v2.
    static func measured(in space: Embedder.Space) -> RelevanceBand? {
        guard space.dimensions == 384, space.model.lowercased().contains("minilm-l6") else { return nil }
        return RelevanceBand(yes: 0.95, no: 0.3, lead: -0.12, sensible: 0.73, senseless: 0.7)
    }

    /// One number for nearness, margin and form; a margin of one deviation weighs as much as a cosine of 0.2.
    static func score(_ signals: RelevanceSignals) -> Double {
        signals.margin + 5 * (signals.nearness - 0.3) + signals.form
    }

    /// What the signals say: yes only where all of them agree.
    func verdict(_ signals: RelevanceSignals) -> Relevance.Verdict {
        let score = Self.score(signals)
        if score < no || signals.sense < senseless { return .no }
        return score >= yes && signals.lead >= lead && signals.sense >= sensible ? .yes : .unsure
    }
}
