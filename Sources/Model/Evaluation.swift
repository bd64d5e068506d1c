/// What the content is worth: arithmetic over small findings, each tied to words the speaker said.
package struct Evaluation: Sendable, Hashable, Codable {
    /// Words of the speaker that support a finding. Only quotes that code found in the transcript appear here.
    package struct Evidence: Sendable, Hashable, Codable {
        /// The words as the transcript has them.
        package var quote: String
        /// When they were said, when the transcript has times.
        package var startMs: Int?
        /// When they ended.
        package var endMs: Int?

        /// A verified quote.
        package init(quote: String, startMs: Int? = nil, endMs: Int? = nil) {
            self.quote = quote
            self.startMs = startMs
            self.endMs = endMs
        }
    }

    /// How far a rubric item is met.
    package enum Met: String, Sendable, Codable, CaseIterable {
        case yes, partly, no
    }

    /// One line of the rubric and what was found.
    package struct Item: Sendable, Hashable, Codable {
        /// The rubric item's id.
        package var id: String
        /// The rubric item's text.
        package var text: String
        /// How far it is met.
        package var met: Met
        /// The words that show it.
        package var evidence: [Evidence]
        /// One sentence about it; empty when there is nothing to say.
        package var comment: String

        /// A judged item.
        package init(id: String, text: String, met: Met, evidence: [Evidence] = [], comment: String = "") {
            self.id = id
            self.text = text
            self.met = met
            self.evidence = evidence
            self.comment = comment
        }
    }

    /// A group of items with its share of the score.
    package struct Criterion: Sendable, Hashable, Codable {
        /// The criterion's id, e.g. `relevance`.
        package var id: String
        /// The title a reader sees.
        package var title: String
        /// 0–100; nil when it was not judged.
        package var score: Double?
        /// Its items.
        package var items: [Item]

        /// A judged criterion.
        package init(id: String, title: String, score: Double?, items: [Item]) {
            self.id = id
            self.title = title
            self.score = score
            self.items = items
        }
    }

    /// A strength or an improvement, with the words it is about.
    package struct Remark: Sendable, Hashable, Codable {
        /// What to say to the speaker.
        package var text: String
        /// The words it is about; may be empty when it is about something that is missing.
        package var evidence: [Evidence]

        /// A remark.
        package init(text: String, evidence: [Evidence] = []) {
            self.text = text
            self.evidence = evidence
        }
    }

    /// One thing to practise next.
    package struct Drill: Sendable, Hashable, Codable {
        /// The name of the drill.
        package var title: String
        /// Why this one: what in the answer asks for it.
        package var reason: String
        /// What to do, in steps that take 60–90 s.
        package var steps: [String]

        /// A drill.
        package init(title: String, reason: String, steps: [String]) {
            self.title = title
            self.reason = reason
            self.steps = steps
        }
    }

    /// Who judged: `rules`, `gemini`, …
    package var engine: String
    /// The model that answered, when there is one.
    package var model: String?
    /// 0–100; nil when the judge abstained.
    package var score: Double?
    /// Lowest and highest score over the runs of a model, or as far as rules could judge; nil when the judge abstained.
    package var range: ScoreRange?
    /// Why there is no score; nil when there is one.
    package var abstained: String?
    /// The rubric, judged.
    package var criteria: [Criterion]
    /// What to keep.
    package var strengths: [Remark]
    /// What to change.
    package var improvements: [Remark]
    /// Expected terms that were not said.
    package var missedKeywords: [String]
    /// An example of a good answer, always labelled as one.
    package var exampleAnswer: String?
    /// The one thing to practise next.
    package var nextDrill: Drill?
    /// How many remarks and quotes were dropped because code could not verify them.
    package var droppedRemarks: Int
    /// Name and version of the rubric.
    package var rubric: String
    /// Sentences for the reader about the judge's limits.
    package var notes: [String]
    /// Where the answer's time goes; nil when it was not looked at.
    package var economy: AnswerEconomy?
    /// How likely an interviewer would go on, with its formula; nil when the judge abstained.
    package var hiring: HiringEstimate?
    /// The answer against the ideal one; nil when none was given.
    package var ideal: IdealComparison?
    /// What each of several models said; nil with one judge.
    package var votes: [PanelVote]?
    /// What the result hangs on, by hash or version: `rubric`, `prompt`, `model`, `checks`.
    package var pins: [String: String]?
    /// Calls to models that the judgement cost, repairs and fallbacks included; nil when no model was asked.
    package var calls: Int?
    /// The evaluation in connected prose; nil unless it was asked for.
    package var narrative: Narrative?
    /// What the owner's knowledge documents say about the question; nil unless they were asked.
    package var sources: KnowledgeUse?

    /// An evaluation.
    package init(
        engine: String,
        model: String? = nil,
        score: Double? = nil,
        range: ScoreRange? = nil,
        abstained: String? = nil,
        criteria: [Criterion] = [],
        strengths: [Remark] = [],
        improvements: [Remark] = [],
        missedKeywords: [String] = [],
        exampleAnswer: String? = nil,
        nextDrill: Drill? = nil,
        droppedRemarks: Int = 0,
        rubric: String,
        notes: [String] = [],
        economy: AnswerEconomy? = nil,
        hiring: HiringEstimate? = nil,
        ideal: IdealComparison? = nil,
        votes: [PanelVote]? = nil,
        pins: [String: String]? = nil,
        narrative: Narrative? = nil
    ) {
        self.engine = engine
        self.model = model
        self.score = score
        self.range = range
        self.abstained = abstained
        self.criteria = criteria
        self.strengths = strengths
        self.improvements = improvements
        self.missedKeywords = missedKeywords
        self.exampleAnswer = exampleAnswer
        self.nextDrill = nextDrill
        self.droppedRemarks = droppedRemarks
        self.rubric = rubric
        self.notes = notes
        self.economy = economy
        self.hiring = hiring
        self.ideal = ideal
        self.votes = votes
        self.pins = pins
        self.narrative = narrative
    }
}

extension Evaluation {
    /// The score on the scale 1–5: 1 + score / 25, in tenths; nil when the judge abstained.
    package var scoreOfFive: Double? { Self.scaled(score) { 1 + $0 / 25 } }

    /// The score on the scale 1–10: 1 + score × 9 / 100, in tenths; nil when the judge abstained.
    package var scoreOfTen: Double? { Self.scaled(score) { 1 + $0 * 9 / 100 } }

    /// Maps a score kept within 0–100 and rounds to tenths, halves away from zero.
    private static func scaled(_ score: Double?, _ map: (Double) -> Double) -> Double? {
        guard let score, score.isFinite else { return nil }
        return (map(min(max(score, 0), 100)) * 10).rounded() / 10
    }
}

/// The lowest and highest score over several runs, written in JSON as `[lo, hi]`.
package struct ScoreRange: Sendable, Hashable, Codable {
    /// The lowest, 0–100.
    package var low: Double
    /// The highest, 0–100.
    package var high: Double

    /// A range; the two are put in order.
    package init(low: Double, high: Double) {
        self.low = min(low, high)
        self.high = max(low, high)
    }

    package init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        self.init(low: try container.decode(Double.self), high: try container.decode(Double.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(low)
        try container.encode(high)
    }
}

/// A score 0–100 as the sum of visible parts.
package struct PartedScore: Sendable, Hashable, Codable {
    /// The score, 0–100.
    package var score: Double
    /// The parts by name; they add up to the score.
    package var parts: [String: Double]
    /// The most points each part can earn, by name; absent in results of older versions.
    package var maxima: [String: Double]?
    /// What readers call it, which may differ from its key; absent in results of older versions.
    package var label: String?
    /// One sentence that says what it measures; absent in results of older versions.
    package var about: String?

    /// A score and what it is made of.
    package init(score: Double, parts: [String: Double], maxima: [String: Double]? = nil) {
        self.score = score
        self.parts = parts
        self.maxima = maxima
    }
}

/// What one of several judges of the same answer said.
package struct PanelVote: Sendable, Hashable, Codable {
    /// Who judged.
    package var engine: String
    /// The model.
    package var model: String
    /// Its score, 0–100; nil when it gave none.
    package var score: Double?
    /// Its range over its own runs.
    package var range: ScoreRange?
    /// Why it gave no score: its reason to abstain, or what went wrong.
    package var reason: String?

    /// A vote.
    package init(
        engine: String,
        model: String,
        score: Double? = nil,
        range: ScoreRange? = nil,
        reason: String? = nil
    ) {
        self.engine = engine
        self.model = model
        self.score = score
        self.range = range
        self.reason = reason
    }
}

/// An evaluation told in connected prose, on request.
package struct Narrative: Sendable, Hashable, Codable {
    /// Where its sentences come from.
    package enum Source: String, Sendable, Codable, CaseIterable {
        /// A model wrote it; every number and quotation was checked.
        case model
        /// Put together from the findings, without a model.
        case findings
    }

    /// The paragraphs, in order.
    package var paragraphs: [String]
    /// Where its sentences come from.
    package var source: Source
    /// The model that wrote it.
    package var model: String?
    /// Sentences that were dropped because a number or a quotation in them could not be verified.
    package var droppedSentences: Int
    /// Sentences for the reader about the text, e.g. that it is shorter than asked for.
    package var notes: [String]

    /// A narrative.
    package init(
        paragraphs: [String],
        source: Source,
        model: String? = nil,
        droppedSentences: Int = 0,
        notes: [String] = []
    ) {
        self.paragraphs = paragraphs
        self.source = source
        self.model = model
        self.droppedSentences = droppedSentences
        self.notes = notes
    }

    /// How many words it has.
    package var wordCount: Int { paragraphs.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count } }
}

/// An answer held against the ideal one, point by point. It enters no score: an ideal answer is one good answer among others.
package struct IdealComparison: Sendable, Hashable, Codable {
    /// One point of the ideal answer.
    package struct Point: Sendable, Hashable, Codable {
        /// The point, in the words of the ideal answer.
        package var text: String
        /// Whether the answer covers it.
        package var met: Evaluation.Met
        /// The speaker's words that cover it.
        package var evidence: [Evaluation.Evidence]

        /// A point.
        package init(text: String, met: Evaluation.Met, evidence: [Evaluation.Evidence] = []) {
            self.text = text
            self.met = met
            self.evidence = evidence
        }
    }

    /// The points that could be compared, in the order of the ideal answer.
    package var points: [Point]
    /// How they were compared, and what that cannot tell.
    package var note: String

    /// A comparison.
    package init(points: [Point], note: String) {
        self.points = points
        self.note = note
    }

    /// The points the answer covers, at least partly.
    package var covered: [Point] { points.filter { $0.met != .no } }
    /// The points it misses.
    package var missing: [Point] { points.filter { $0.met == .no } }
}

extension Evaluation {
    /// The widest ``range`` of the rules, in points, beside which one number is shown; a wider one is shown itself, since a number would
    /// claim more than is known.
    package static let widestRange = 50.0

    /// Whether the range is shown in the score's place.
    package var isShownAsRange: Bool {
        guard engine == "rules", score != nil, let range else { return false }
        return range.high - range.low > Self.widestRange
    }

    /// The score as it is read: a whole number, or from–to where rules leave it open; nil without one.
    package var shownScore: String? {
        guard let score, score.isFinite else { return nil }
        guard isShownAsRange, let range else { return String(Int(score.rounded())) }
        return "\(Int(range.low.rounded()))–\(Int(range.high.rounded()))"
    }
}
