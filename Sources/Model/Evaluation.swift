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
    /// Lowest and highest score over the runs; nil when the judge abstained.
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
