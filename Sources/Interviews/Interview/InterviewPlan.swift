package import Core
package import Questions

/// How an interview is held.
package enum InterviewMode: String, Sendable, Hashable, Codable, CaseIterable {
    /// Questions with model answers, to browse; nothing is answered.
    case coach
    /// Feedback after each answer, in any order, with retakes.
    case practice
    /// A conversation: think time, limit, follow-ups, no feedback until the end.
    case mock
    /// As employers send them: a deadline, a number of retakes, no conversation.
    case asynchronous
}

/// What was agreed when an interview was made. It never changes afterwards. Constants are those the earlier interview apps had.
package struct InterviewPlan: Sendable, Hashable, Codable {
    /// Longest time to think or to answer, in milliseconds.
    package static let maxMs = 3_600_000
    /// Most questions without follow-ups.
    package static let maxCount = 50
    /// Most retakes of one question.
    package static let maxRetakes = 20
    /// What a recording may be longer than the limit before it counts as over, for the reaction to the countdown.
    package static let graceMs = 3_000

    /// How it is held.
    package var mode: InterviewMode
    /// The job, as a title.
    package var role: String?
    /// Its level.
    package var level: BankQuestion.Level
    /// Its industry.
    package var industry: String?
    /// Skills it needs.
    package var skills: [String]
    /// Who answers, for the report.
    package var candidate: String?
    /// Who asks, for the report and the greeting.
    package var interviewer: String?
    /// For which company, for the report and the greeting.
    package var company: String?
    /// BCP 47 tag of the answers.
    package var language: String
    /// Time to think before an answer, in milliseconds; 0 for none.
    package var thinkMs: Int
    /// Time for an answer, in milliseconds; 0 for no limit.
    package var limitMs: Int
    /// How often one question may be answered again.
    package var retakes: Int
    /// Most follow-ups after one question, 0–2.
    package var followUps: Int
    /// How long a question must be open before it can be skipped, in milliseconds.
    package var skipLockMs: Int
    /// How long the next question waits for the words of an answer, in milliseconds; then it is asked without a follow-up.
    package var reviewMs: Int
    /// Until when answers are taken; nil for ever.
    package var deadline: Instant?
    /// Whether the speaker consented to observations of the page and the camera.
    package var observes: Bool
    /// Whether the speaker consented to samples of facial expression.
    package var samplesFaces: Bool
    /// Name of the rubric to judge by.
    package var rubric: String?
    /// Whether questions, model answers and judgements draw on the owner's knowledge documents; nil means no.
    package var knowledge: Bool?
    /// What résumé and job description together ask about, the weightiest first; nil without such texts.
    package var focus: [String]?
    /// Seed of the picking of questions.
    package var seed: UInt64

    /// The defaults of a mode.
    package init(_ mode: InterviewMode) {
        self.mode = mode
        level = .any
        skills = []
        language = "en-US"
        thinkMs = mode == .mock || mode == .asynchronous ? 30_000 : 0
        limitMs = mode == .coach ? 0 : 120_000
        retakes =
            switch mode {
            case .coach, .mock: 0
            case .practice: Self.maxRetakes
            case .asynchronous: 1
            }
        followUps = mode == .mock ? 2 : 0
        skipLockMs = mode == .mock ? 7_000 : 0
        reviewMs = 30_000
        observes = false
        samplesFaces = false
        seed = 0
    }

    /// How many questions a mode has when nothing else is asked for: 6 + 1 in a mock interview, else 5.
    package static func count(_ mode: InterviewMode) -> Int { mode == .mock ? 7 : 5 }

    /// Whether questions may be opened in any order.
    package var isFree: Bool { mode != .mock }
}

/// Texts behind an interview: data for judges and for writers of questions, never instructions. They are kept beside the
/// interview and written once.
package struct InterviewBackground: Sendable, Hashable, Codable {
    /// The résumé.
    package var resume: String?
    /// The job description.
    package var jobDescription: String?

    /// A background; none when both are nil.
    package init(resume: String? = nil, jobDescription: String? = nil) {
        self.resume = resume
        self.jobDescription = jobDescription
    }
}
