package import Model
package import Questions

/// What questions are wanted.
package struct QuestionOrder: Sendable, Hashable {
    /// How many.
    package var count: Int
    /// The job, as a title that was checked.
    package var role: String?
    /// Its level.
    package var level: BankQuestion.Level
    /// Its industry.
    package var industry: String?
    /// Skills it needs.
    package var skills: [String]
    /// Kinds to choose from; all when empty.
    package var kinds: [BankQuestion.Kind]
    /// How many of each difficulty, adding up to ``count``; empty when it does not matter.
    package var difficulties: [BankQuestion.Difficulty: Int] = [:]
    /// Résumé and job description.
    package var background: InterviewBackground
    /// What both ask about, the weightiest first.
    package var focus: [String] = []
    /// What knowledge documents say about the subject.
    package var passages: [KnowledgePassage] = []

    /// An order.
    package init(
        count: Int,
        role: String? = nil,
        level: BankQuestion.Level = .any,
        industry: String? = nil,
        skills: [String] = [],
        kinds: [BankQuestion.Kind] = [],
        background: InterviewBackground = .init()
    ) {
        self.count = count
        self.role = role
        self.level = level
        self.industry = industry
        self.skills = skills
        self.kinds = kinds
        self.background = background
    }
}

/// Which follow-up is wanted.
package struct FollowUpOrder: Sendable, Hashable {
    /// The question that was answered.
    package var question: BankQuestion
    /// What was said.
    package var answer: String
    /// What the answer lacks.
    package var probe: BankQuestion.Probe
    /// Follow-ups that were asked.
    package var asked: [String]
}

/// Writes questions and follow-ups: a language model behind closures.
package struct QuestionWriter: Sendable {
    /// The service's name.
    package var engine: String
    /// The configured model.
    package var model: String
    /// Questions for an order; may be fewer or more than wanted, and what cannot be read is left out. Texts of earlier questions come
    /// with it. Throws what the model throws.
    package var questions: @Sendable (QuestionOrder, [String]) async throws -> [BankQuestion]
    /// A follow-up in the model's words; nil when it is not fit to be asked.
    package var followUp: @Sendable (FollowUpOrder) async throws -> String?

    /// A writer.
    package init(
        engine: String,
        model: String,
        questions: @escaping @Sendable (QuestionOrder, [String]) async throws -> [BankQuestion],
        followUp: @escaping @Sendable (FollowUpOrder) async throws -> String?
    ) {
        self.engine = engine
        self.model = model
        self.questions = questions
        self.followUp = followUp
    }

    /// A writer over a language model.
    package init(_ model: LanguageModel) {
        self.init(
            engine: model.engine,
            model: model.model,
            questions: { order, earlier in
                let reply = try await model.reply(QuestionPrompt.questions(order, avoiding: earlier))
                return try QuestionDrafts.read(reply.text, passages: order.passages)
            },
            followUp: { order in
                let reply = try await model.reply(QuestionPrompt.followUp(order))
                return QuestionDrafts.followUp(reply.text, to: order)
            }
        )
    }
}
