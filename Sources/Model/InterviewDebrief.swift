package import FoundationEssentials

/// What an interview came to as a whole: averages of what was judged, points with quotes, coverage, trends. Figures that were not
/// judged or measured are absent, never zero.
package struct InterviewDebrief: Sendable, Hashable, Codable {
    /// One question of the interview and its counting answer.
    package struct Row: Sendable, Hashable, Codable {
        /// Its number, from 1.
        package var number: Int
        /// The question as asked.
        package var question: String
        /// `question` or `followUp`.
        package var kind: String
        /// `answered`, `skipped`, `open`.
        package var state: String
        /// The take that counts: the last one that was accepted.
        package var answer: AnswerID?
        /// Where that answer stands.
        package var status: AnswerStatus?
        /// How many takes there are.
        package var takes: Int
        /// Its score, 0–100; nil when nothing was judged.
        package var score: Double?
        /// Why there is no score.
        package var note: String?
        /// Milliseconds by which the limit was exceeded; nil within it.
        package var overMs: Int?

        /// A row.
        package init(
            number: Int,
            question: String,
            kind: String,
            state: String,
            answer: AnswerID? = nil,
            status: AnswerStatus? = nil,
            takes: Int = 0,
            score: Double? = nil,
            note: String? = nil,
            overMs: Int? = nil
        ) {
            self.number = number
            self.question = question
            self.kind = kind
            self.state = state
            self.answer = answer
            self.status = status
            self.takes = takes
            self.score = score
            self.note = note
            self.overMs = overMs
        }
    }

    /// One measure over the answers that have it.
    package struct Measure: Sendable, Hashable, Codable {
        /// What it is.
        package var name: String
        /// Its mean over the answers that have it.
        package var mean: Double
        /// Meaningful decimals, 0 or 1.
        package var decimals: Int
        /// How many answers have it.
        package var count: Int
        /// Its values by question; null where it is not known.
        package var values: [Double?]
        /// One sentence on how it moves within the interview.
        package var trend: String

        /// A measure.
        package init(name: String, mean: Double, decimals: Int, count: Int, values: [Double?], trend: String) {
            self.name = name
            self.mean = mean
            self.decimals = decimals
            self.count = count
            self.values = values
            self.trend = trend
        }
    }

    /// A strength, or something to change, with the words it rests on.
    package struct Point: Sendable, Hashable, Codable {
        /// The remark.
        package var text: String
        /// The questions it was made at, by number.
        package var turns: [Int]
        /// The words it rests on.
        package var quote: String?
        /// Where the quote was said.
        package var turn: Int?
        /// When it was said in that answer.
        package var startMs: Int?

        /// A point.
        package init(text: String, turns: [Int], quote: String? = nil, turn: Int? = nil, startMs: Int? = nil) {
            self.text = text
            self.turns = turns
            self.quote = quote
            self.turn = turn
            self.startMs = startMs
        }
    }

    /// Which talking points of a question were touched.
    package struct Coverage: Sendable, Hashable, Codable {
        /// The question's number.
        package var turn: Int
        /// What the question is about.
        package var topic: String
        /// Talking points that were touched.
        package var covered: [String]
        /// Talking points that were not found.
        package var missing: [String]

        /// A coverage.
        package init(turn: Int, topic: String, covered: [String], missing: [String]) {
            self.turn = turn
            self.topic = topic
            self.covered = covered
            self.missing = missing
        }
    }

    /// Which interview.
    package var interview: String
    /// Its title.
    package var title: String
    /// Whether some answers have no result yet, or the interview ended before its last question.
    package var isPartial: Bool
    /// How many answers have no result yet.
    package var pending: Int
    /// What it came to, in sentences.
    package var summary: [String]
    /// The questions in order.
    package var rows: [Row]
    /// Averages and trends.
    package var measures: [Measure]
    /// What went well, the most frequent first.
    package var strengths: [Point]
    /// What to change, the most frequent first.
    package var areas: [Point]
    /// Talking points by question.
    package var coverage: [Coverage]
    /// How coverage was found.
    package var coverageNote: String?
    /// The one thing to practise next.
    package var nextDrill: Evaluation.Drill?
    /// An estimate from the criteria; only where a model judged every scored answer.
    package var hiring: HiringEstimate?
    /// Connected prose; only where a model wrote it.
    package var narrative: Narrative?
    /// Sentences on what was observed besides the answers; never part of a score.
    package var observations: [String]
    /// Sentences about limits of this debrief.
    package var notes: [String]

    /// A debrief.
    package init(interview: String, title: String) {
        self.interview = interview
        self.title = title
        isPartial = false
        pending = 0
        summary = []
        rows = []
        measures = []
        strengths = []
        areas = []
        coverage = []
        observations = []
        notes = []
    }
}

/// What a report over an interview shows: the debrief, then each answer.
package struct InterviewContent: Sendable, Hashable, Codable {
    /// The debrief.
    package var debrief: InterviewDebrief
    /// Who answered.
    package var candidate: String?
    /// Facts for the heading: role, level, company, mode.
    package var facts: [String]
    /// The answers in order, each with its question's number.
    package var answers: [NumberedAnswer]
    /// When the interview was held.
    package var date: Date
    /// The build that made the report.
    package var version: String

    /// An answer and its question's number.
    package struct NumberedAnswer: Sendable, Hashable, Codable {
        /// The question's number, from 1.
        package var number: Int
        /// What the report of this answer shows.
        package var content: ReportContent

        /// An answer of an interview.
        package init(number: Int, content: ReportContent) {
            self.number = number
            self.content = content
        }
    }

    /// The content of a report.
    package init(
        debrief: InterviewDebrief,
        candidate: String? = nil,
        facts: [String] = [],
        answers: [NumberedAnswer],
        date: Date,
        version: String
    ) {
        self.debrief = debrief
        self.candidate = candidate
        self.facts = facts
        self.answers = answers
        self.date = date
        self.version = version
    }
}
