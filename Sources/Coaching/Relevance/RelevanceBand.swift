import Model

/// Where the signals of relevance say yes and no, measured on labelled answers in one space of vectors. Between the bands nothing is said.
struct RelevanceBand: Sendable, Hashable {
    /// Version of subjects, signals and bands; part of every judge's configuration.
    static let version = 3

    /// From this score on an answer answers its question.
    let yes: Double
    /// Below this score it does not.
    let no: Double
    /// The least lead over other subjects of an answer that does, where one kind of experience was asked for.
    let narrowLead: Double
    /// From this sense on words belong together.
    let sensible: Double
    /// Below this sense they do not.
    let senseless: Double
    /// Up to this oddness sentences are like speech.
    let plain: Double
    /// From this oddness on they are like nonsense.
    let odd: Double

    /// The band measured for a space; nil for every other space, whose cosines mean something else. Measured on the first half of
    /// `Tests/CoachingTests/Labelled` with all-MiniLM-L6-v2.
    static func measured(in space: Embedder.Space) -> RelevanceBand? {
        guard space.dimensions == 384, space.model.lowercased().contains("minilm-l6") else { return nil }
        return RelevanceBand(
            yes: 0.2,
            no: -1.1,
            narrowLead: -0.04,
            sensible: 0.66,
            senseless: 0.6,
            plain: -0.2,
            odd: 0.3
        )
    }

    /// The log odds that an answer belongs to its question by a logistic regression over the signals. `Tests/Benchmarks/judge/relevance.py`
    /// fits it on questions and answers of its own, and prints these numbers.
    static func score(_ signals: RelevanceSignals) -> Double {
        let near = 0.359 * signals.margin + 7.087 * (signals.nearness - 0.3) + 6.638 * signals.lead
        let kind = signals.asksStory ? 0.781 * signals.told - 0.613 : -0.184 * signals.told
        return near + kind + 0.454 * signals.form - 0.171 * signals.aside + 0.178
    }

    /// What the signals say: yes only where all of them agree.
    func verdict(_ signals: RelevanceSignals) -> Relevance.Verdict {
        let score = Self.score(signals)
        if score < no || signals.sense < senseless || signals.oddness >= odd { return .no }
        guard score >= yes, signals.sense >= sensible, signals.oddness <= plain else { return .unsure }
        return signals.isNarrow && signals.lead < narrowLead ? .unsure : .yes
    }
}
