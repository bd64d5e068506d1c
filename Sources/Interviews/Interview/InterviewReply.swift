package import Core
package import FoundationEssentials
package import Model
package import Questions

/// An interview as a client sees it: everything needed to go on on any device.
package struct InterviewReply: Sendable, Hashable, Encodable {
    /// One take.
    package struct Take: Sendable, Hashable, Encodable {
        /// The answer, at `/v1/answers/{id}`.
        package var answerId: String
        /// When it was bound.
        package var at: Date
        /// Whether it counts in the debrief: the last one in time.
        package var counts: Bool
        /// Whether it came when the question took no more answers.
        package var isExtra: Bool
        /// Milliseconds after the limit, for typed answers.
        package var overMs: Int?
    }

    /// One question.
    package struct Turn: Sendable, Hashable, Encodable {
        /// Its number, for the address of its answer.
        package var number: Int
        /// Prepared, or asked because of an answer.
        package var kind: InterviewTurn.Kind
        /// Which question a follow-up belongs to.
        package var parent: Int?
        /// Where it stands.
        package var state: InterviewTurn.State
        /// The id of the question.
        package var questionId: String
        /// Where the question is from.
        package var source: StoredQuestion.Source
        /// The question; absent in a conversation until it is asked.
        package var text: String?
        /// What sort of question it is.
        package var questionKind: BankQuestion.Kind
        /// What it asks about.
        package var competency: String
        /// How hard it is.
        package var difficulty: BankQuestion.Difficulty
        /// Seconds a good answer takes.
        package var seconds: Int
        /// What a good answer contains; only where that may be shown.
        package var talkingPoints: [String]?
        /// An example of an answer; only where that may be shown.
        package var exampleAnswer: String?
        /// Where its facts are from; only where that may be shown.
        package var sources: [KnowledgePassage]?
        /// When it was asked last.
        package var askedAt: Date?
        /// When the speaker began to answer.
        package var startedAt: Date?
        /// Whether it may be answered now.
        package var takesAnswers: Bool
        /// The takes, oldest first.
        package var takes: [Take]
    }

    /// Its identifier.
    package var id: String
    /// How it is held.
    package var mode: InterviewMode
    /// Its title.
    package var title: String
    /// Where it stands.
    package var state: Interview.Phase
    /// Counts its changes.
    package var version: Int
    /// The question that is open, or was answered last.
    package var current: Int?
    /// The question to open next; absent when all are done.
    package var next: Int?
    /// What can be done now.
    package var moves: [String]
    /// What the interviewer says before the first question. Nothing of it is scored.
    package var greeting: String
    /// What the interviewer says after the last one.
    package var closing: String
    /// What the interviewer says now; fit for a voice.
    package var say: String?
    /// When think time ends; an answer begins by itself then.
    package var thinkUntil: Date?
    /// When the time for the open answer ends.
    package var answerUntil: Date?
    /// When the next question comes without a follow-up.
    package var reviewUntil: Date?
    /// Until when answers are taken.
    package var deadline: Date?
    /// The job.
    package var role: String?
    /// Its level.
    package var level: BankQuestion.Level
    /// Its industry.
    package var industry: String?
    /// Skills it needs.
    package var skills: [String]
    /// What résumé and job description ask about, the weightiest first; absent without them.
    package var focus: [String]?
    /// Whether knowledge documents are used; absent when they are not.
    package var knowledge: Bool?
    /// Who answers.
    package var candidate: String?
    /// Who asks.
    package var interviewer: String?
    /// For which company.
    package var company: String?
    /// The language of the answers.
    package var language: String
    /// Time to think.
    package var thinkMs: Int
    /// Time for an answer; 0 for no limit.
    package var limitMs: Int
    /// How often a question may be answered again.
    package var retakes: Int
    /// Most follow-ups after one question.
    package var followUps: Int
    /// How long a question must be open before it can be skipped.
    package var skipLockMs: Int
    /// Whether observations are taken.
    package var observations: Bool
    /// Whether samples of facial expression are taken.
    package var faceSamples: Bool
    /// The questions in order.
    package var turns: [Turn]
    /// Sentences about how it was made.
    package var notes: [String]
    /// When it was made.
    package var createdAt: Date
    /// When the first question was asked.
    package var startedAt: Date?
    /// When it ended.
    package var finishedAt: Date?

    /// An interview at a time.
    package init(_ stored: StoredInterview, at now: Instant) {
        let (interview, plan) = (stored.interview, stored.interview.plan)
        id = interview.id.rawValue
        mode = plan.mode
        title = interview.title
        state = interview.phase(at: now)
        version = stored.version
        current = interview.current
        next = interview.state == .finished ? nil : interview.next
        moves = Self.moves(interview, at: now)
        greeting = InterviewScript.greeting(interview)
        closing = InterviewScript.closing(interview)
        say = InterviewScript.line(interview)
        thinkUntil = interview.thinkUntil?.date
        answerUntil = interview.answerUntil?.date
        reviewUntil = interview.reviewUntil?.date
        deadline = plan.deadline?.date
        role = plan.role
        level = plan.level
        industry = plan.industry
        skills = plan.skills
        (focus, knowledge) = (plan.focus, plan.knowledge)
        candidate = plan.candidate
        interviewer = plan.interviewer
        company = plan.company
        language = plan.language
        thinkMs = plan.thinkMs
        limitMs = plan.limitMs
        retakes = plan.retakes
        followUps = plan.followUps
        skipLockMs = plan.skipLockMs
        observations = plan.observes
        faceSamples = plan.samplesFaces
        turns = interview.turns.map { Self.turn($0, of: interview, at: now) }
        notes = interview.notes
        createdAt = interview.created.date
        startedAt = interview.started?.date
        finishedAt = interview.finished?.date
    }

    private static func turn(_ turn: InterviewTurn, of interview: Interview, at now: Instant) -> Turn {
        let over = interview.state == .finished
        let mode = interview.plan.mode
        // In a conversation the next question is a surprise; a model answer is seen only after one's own.
        let isShown = mode != .mock || turn.asked != nil || over
        let mayLook = mode == .coach || over || mode == .practice && turn.state == .answered
        let counting = turn.counting?.answer
        return Turn(
            number: turn.number,
            kind: turn.kind,
            parent: turn.parent,
            state: turn.state,
            questionId: turn.question.id,
            source: turn.source,
            text: isShown ? turn.question.text : nil,
            questionKind: turn.question.kind,
            competency: turn.question.competency,
            difficulty: turn.question.difficulty,
            seconds: turn.question.seconds,
            talkingPoints: mayLook ? turn.question.talkingPoints : nil,
            exampleAnswer: mayLook && !turn.question.exampleAnswer.isEmpty ? turn.question.exampleAnswer : nil,
            sources: mayLook ? turn.question.sources : nil,
            askedAt: turn.asked?.date,
            startedAt: turn.started?.date,
            takesAnswers: (try? interview.checkAnswer(turn.number, at: now)) != nil,
            takes: turn.takes.map { take in
                Take(
                    answerId: take.answer.rawValue,
                    at: take.at.date,
                    counts: take.answer == counting,
                    isExtra: take.isExtra,
                    overMs: take.overMs
                )
            }
        )
    }

    private static func moves(_ interview: Interview, at now: Instant) -> [String] {
        guard interview.state != .finished else { return [] }
        guard !interview.isExpired(at: now) else { return ["end"] }
        var moves = ["end"]
        if interview.state == .ready { return ["start"] + moves }
        if interview.state == .asking, interview.plan.mode != .coach { moves.append("answer") }
        if interview.plan.isFree || interview.state == .asking { moves.append("start") }
        moves.append("skip")
        if interview.plan.isFree, let place = interview.place(interview.current), place > 0 { moves.append("back") }
        return moves.sorted()
    }
}

/// What the interviewer says: short sentences, fit for a voice.
enum InterviewScript {
    static func greeting(_ interview: Interview) -> String {
        let plan = interview.plan
        let name = plan.candidate.map { ", \($0)" } ?? ""
        let who = plan.interviewer.map { " I am \($0)\(plan.company.map { " from \($0)" } ?? "")." } ?? ""
        let job = plan.role.map { " We talk about the position of \($0)." } ?? ""
        let count = interview.turns.count { $0.kind == .question }
        let questions = count == 1 ? "There is one question." : "There are \(count) questions."
        return "Hello\(name).\(who)\(job) \(questions) Start when you are ready."
    }

    static func closing(_ interview: Interview) -> String {
        "That was the last question. Thank you. Your debrief is being made."
    }

    /// What is said now; nil while nothing is.
    static func line(_ interview: Interview) -> String? {
        switch interview.state {
        case .ready: greeting(interview)
        case .asking: interview.current.flatMap(interview.turn)?.question.text
        case .reviewing: nil
        case .finished: closing(interview)
        }
    }
}

/// An interview in a list.
package struct InterviewSummary: Sendable, Hashable, Encodable {
    /// Its identifier.
    package var id: String
    /// How it is held.
    package var mode: InterviewMode
    /// Its title.
    package var title: String
    /// The job.
    package var role: String?
    /// Where it stands.
    package var state: Interview.Phase
    /// Counts its changes.
    package var version: Int
    /// How many questions there are, follow-ups included.
    package var questions: Int
    /// How many have an answer.
    package var answered: Int
    /// When it was made.
    package var createdAt: Date
    /// When it ended.
    package var finishedAt: Date?

    /// A summary at a time.
    package init(_ stored: StoredInterview, at now: Instant) {
        let interview = stored.interview
        id = interview.id.rawValue
        mode = interview.plan.mode
        title = interview.title
        role = interview.plan.role
        state = interview.phase(at: now)
        version = stored.version
        questions = interview.turns.count
        answered = interview.turns.count { $0.state == .answered }
        createdAt = interview.created.date
        finishedAt = interview.finished?.date
    }
}

/// A page of interviews.
package struct InterviewList: Sendable, Hashable, Encodable {
    /// The interviews, newest first.
    package var interviews: [InterviewSummary]
    /// Where the next page starts; nil on the last one.
    package var nextCursor: String?
}
