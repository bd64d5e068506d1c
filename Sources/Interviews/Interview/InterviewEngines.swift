package import Core
package import Documents
package import Model
package import Questions

/// What answers contain of what their questions ask for.
package struct CoverageReader: Sendable {
    /// The STAR parts and talking points found in an answer. In doubt something counts as found: a follow-up that asks for what was
    /// said already is worse than one that is left out.
    package var read: @Sendable (BankQuestion, Transcript) async -> Set<BankQuestion.Probe>

    /// A reader.
    package init(read: @escaping @Sendable (BankQuestion, Transcript) async -> Set<BankQuestion.Probe>) {
        self.read = read
    }
}

/// A voice for clients that have none: a text becomes a WAV file.
package struct InterviewVoice: Sendable {
    /// The bytes of a WAV file that says a text in a language (BCP 47); throws when the voice fails or is late.
    package var say: @Sendable (_ text: String, _ language: String) async throws -> [UInt8]

    /// A voice.
    package init(say: @escaping @Sendable (_ text: String, _ language: String) async throws -> [UInt8]) {
        self.say = say
    }
}

/// What an interview runs on besides its database.
package struct InterviewEngines: Sendable {
    /// Finds out what an answer contains.
    package var coverage: CoverageReader
    /// Writes questions and follow-ups; nil without a model.
    package var writer: QuestionWriter?
    /// What résumés and job descriptions are searched for; nil for no topics of them.
    package var skills: SkillList?
    /// What knowledge documents say; nil where there are none.
    package var knowledge: KnowledgeSource?
    /// Résumé and job description of a match that was made before, `mat_…`; nil when its owner has none with this name.
    package var documents: (@Sendable (Principal, String) async throws -> InterviewBackground?)?
    /// The rubric that answers to a kind of question are judged by when the interview names none; nil leaves it to question and role.
    package var rubric: (@Sendable (BankQuestion.Kind) -> String?)?
    /// Makes sound of what the interviewer says; nil where no voice is installed.
    package var voice: InterviewVoice?
    /// Explains remarks about an answer, and says more with a model.
    package var talk: TalkBack
    /// Tells a debrief in prose from it and its answers; nil for a text that does not hold to them. Nil without a model.
    package var narrator: (@Sendable (InterviewDebrief, [Answer]) async -> Narrative?)?
    /// Says what the interviewer says, on a screen elsewhere.
    package var avatar: Avatar
    /// How long a follow-up by a model may take, in milliseconds; then the rule chooses.
    package var followUpMs: Int
    /// How long questions by a model may take, in milliseconds; then the bank fills in.
    package var generateMs: Int
    /// From how many observations of suspicion on the debrief says so.
    package var suspicion: Int

    /// Engines.
    package init(
        coverage: CoverageReader,
        writer: QuestionWriter? = nil,
        voice: InterviewVoice? = nil,
        talk: TalkBack = TalkBack(),
        narrator: (@Sendable (InterviewDebrief, [Answer]) async -> Narrative?)? = nil,
        avatar: Avatar = .none,
        followUpMs: Int = 8_000,
        generateMs: Int = 60_000,
        suspicion: Int = 3
    ) {
        self.coverage = coverage
        self.writer = writer
        self.voice = voice
        self.talk = talk
        self.narrator = narrator
        self.avatar = avatar
        self.followUpMs = followUpMs
        self.generateMs = generateMs
        self.suspicion = suspicion
    }
}
