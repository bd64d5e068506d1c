import Model

/// Whether an answer answers its question, as far as it was judged.
struct Relevance: Sendable, Hashable {
    /// What was found.
    enum Verdict: Sendable, Hashable {
        /// It answers the question.
        case yes
        /// It does not.
        case no
        /// The signals disagree, or lie between the bands.
        case unsure
        /// It was not looked at: there is no embedder with a measured band, no question, or it failed.
        case unjudged
    }

    /// What was found.
    var verdict: Verdict
    /// The words nearest to the question, as word indices; empty when there are none.
    var evidence: [Range<Int>] = []
    /// What the signals were, for tests and measurements; nil when nothing was measured.
    var signals: RelevanceSignals?
    /// How near the answer comes to each point of the ideal answer; empty when there is none or nothing was measured.
    var points: [PointNearness] = []
    /// What its stretches are about; nil where no meaning was read.
    var parts: PartReading?

    /// An answer whose relevance was not looked at.
    static let unjudged = Relevance(verdict: .unjudged)

    /// What a speaker is told first when the answer misses the question.
    static let missed = "This does not seem to answer the question."
    /// Why there is no score when nothing judged the relevance.
    static let notJudged =
        "Nothing here could judge whether this answers the question, so there is no score. The checklist shows what was found in your words."
    /// Why there is no score between the bands.
    static let unclear =
        "It is not clear whether this answers the question, so there is no score. The checklist shows what was found in your words."
}

/// How near an answer comes to one point of an ideal answer.
struct PointNearness: Sendable, Hashable {
    /// The best passage's cosine.
    var cosine: Double
    /// Its words.
    var words: Range<Int>
}

/// What several independent looks at an answer say about its relevance.
struct RelevanceSignals: Sendable, Hashable, Codable {
    /// The mean cosine of the three passages nearest to the question, its statement and what such answers say, −1…1.
    var nearness: Double
    /// How much nearer the whole answer is to its question's subject than to the other subjects, in standard deviations of those.
    var margin: Double
    /// How much nearer it is to its own subject than to the nearest other one, as a difference of cosines.
    var lead: Double
    /// Whether it is addressed as such an answer is, −2.5…0.5: a reason to want a job speaks of the listener, a story seldom does.
    var form: Double
    /// How far its words belong together: the mean cosine of each content word to its three nearest in the answer, plus to its nearest
    /// in the sentence. Real speech has 0.74–0.95, sentences of words that have nothing to do with each other 0.60–0.72.
    var sense: Double
    /// How far a told experience is ahead of every other genre, −4…4.
    var told: Double
    /// See ``AnswerGenre/aside``.
    var aside: Double
    /// See ``AnswerGenre/lead(_:)``.
    var own: Double
    /// The mean cosine of the three passages nearest to the question and its statement alone, −1…1.
    var asked: Double
    /// The cosine of the whole answer to the question or its statement, −1…1.
    var whole: Double
    /// The share of the words that are "I", "my", "me", 0–1.
    var first: Double
    /// See ``AnswerGenre/oddness``.
    var oddness: Double
    /// What was asked for.
    var kind: QuestionKind
    /// Whether it was asked for one kind of experience, so that a story about something else is no answer.
    var isNarrow: Bool
}

/// Where the signals of relevance say yes and no, measured on labelled answers in one space of vectors. Between the bands nothing is said.
struct RelevanceBand: Sendable {
    /// Version of subjects, signals and bands; part of every judge's configuration.
    static let version = 4

    /// From this score on an answer answers its question, by what was asked: a story, subject matter, something else. Subject matter is told
    /// apart by its words; a story and a view resemble those for other questions, so more is wanted.
    let yes: (story: Double, technical: Double, other: Double)
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

    /// The band measured for a space; nil for every other space, whose cosines mean something else. From what
    /// `Tests/Benchmarks/judge/relevance.py` prints of left-out questions, and the first half of `Tests/CoachingTests/Labelled`.
    static func measured(in space: Embedder.Space) -> RelevanceBand? {
        guard space.dimensions == 384, space.model.lowercased().contains("minilm-l6") else { return nil }
        return RelevanceBand(
            yes: (0.2, -0.5, 0.2),
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
        let near = 0.386 * signals.margin + 3.013 * (signals.nearness - 0.3) + 5.437 * signals.lead
        let asked = 2.175 * (signals.asked - 0.3) + 2.806 * (signals.whole - 0.3)
        let told = 0.809 * signals.told - 0.255
        let other = -0.008 * signals.told + 0.382 * signals.own
        let kind =
            switch signals.kind {
            case .story: told
            case .technical: other + 0.559
            default: other + 5.84 * signals.first
            }
        return near + asked + kind + 0.484 * signals.form + 0.038 * signals.aside + 0.556
    }

    private func least(_ kind: QuestionKind) -> Double {
        switch kind {
        case .story: yes.story
        case .technical: yes.technical
        default: yes.other
        }
    }

    /// What the signals say: yes only where all of them agree.
    func verdict(_ signals: RelevanceSignals) -> Relevance.Verdict {
        let score = Self.score(signals)
        if score < no || signals.sense < senseless || signals.oddness >= odd { return .no }
        guard score >= least(signals.kind), signals.sense >= sensible, signals.oddness <= plain else { return .unsure }
        return signals.isNarrow && signals.lead < narrowLead ? .unsure : .yes
    }
}

/// What the relevance of an answer does to its total, with every judge: an answer that misses the question gets at most fifteen points, one
/// that spends most of its words elsewhere loses part of them.
struct RelevanceGate: Sendable, Hashable {
    /// The highest total of an answer that misses its question.
    static let ceiling = 15.0
    /// What is left of such a total before the ceiling.
    static let missedShare = 0.2
    /// What is left of the total of an answer that only touches its question.
    static let touchedShare = 0.6
    /// The id of the finding that is asked for where a rubric asks nothing about relevance.
    static let impliedID = "Relevance.on_topic"

    /// How far the question is answered, 0–1; nil when it could not be told.
    let value: Double?
    /// Whether there is a question to answer.
    let applies: Bool

    /// The gate of a reply. Without a question there is none.
    init(_ findings: [String: Finding], leaves: [RubricLeaf], question: Question) {
        applies = question.text.contains { !$0.isWhitespace }
        let asked = leaves.filter(Self.asks).compactMap { findings[$0.id]?.value }
        value = asked.min()
    }

    /// Whether the answer misses its question.
    var isMissed: Bool { applies && value.map { $0 < 0.25 } ?? false }
    /// Whether it could not be told.
    var isUnknown: Bool { applies && value == nil }

    /// A total, 0–100, behind the gate, rounded to one decimal.
    func passed(_ total: Double) -> Double {
        guard applies, let value else { return total }
        if value < 0.25 { return RubricArithmetic.rounded(min(Self.ceiling, total * Self.missedShare)) }
        return RubricArithmetic.rounded(value < 0.75 ? total * Self.touchedShare : total)
    }

    /// Whether a leaf asks for the relevance.
    static func asks(_ leaf: RubricLeaf) -> Bool { leaf.rule == .measure(.onTopic) || leaf.id == impliedID }

    /// The finding to ask for beside a rubric's own, none when the rubric asks it already or there is no question.
    static func implied(_ leaves: [RubricLeaf], question: Question) -> [RubricLeaf] {
        guard question.text.contains(where: { !$0.isWhitespace }), !leaves.contains(where: asks) else { return [] }
        let text = "It answers the question that was asked, not a neighbouring one."
        let item = RubricItem(id: "on_topic", text: text, weight: 1, kind: .yesPartlyNo, rule: nil, needsNumber: false)
        return [RubricLeaf(id: impliedID, text: text, weight: 0, criterion: 0, levels: [], item: item)]
    }
}
