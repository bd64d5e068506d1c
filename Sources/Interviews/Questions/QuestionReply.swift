import Core
package import FoundationEssentials
package import Model
package import Questions

/// A question as a client sees it. Lists leave out what would give the answer away.
package struct QuestionReply: Sendable, Hashable, Encodable {
    /// A follow-up and what it asks for.
    package struct FollowUp: Sendable, Hashable, Codable {
        /// A STAR part, or `point:N`.
        package var probe: String
        /// The question.
        package var text: String
    }

    /// `qst_…` for own questions, words joined by hyphens for those of the bank.
    package var id: String
    /// Where it is from.
    package var source: StoredQuestion.Source
    /// Its part of the bank; `own` for own questions.
    package var family: String
    /// What sort of question it is.
    package var kind: BankQuestion.Kind
    /// What it asks about.
    package var competency: String
    /// Skills it touches.
    package var skills: [String]
    /// Jobs it is for; none for all.
    package var roles: [String]
    /// Levels it suits.
    package var levels: [BankQuestion.Level]
    /// How hard it is.
    package var difficulty: BankQuestion.Difficulty
    /// The question.
    package var text: String
    /// Seconds a good answer takes.
    package var seconds: Int
    /// What a good answer contains; only where one question is asked for.
    package var talkingPoints: [String]?
    /// An example of an answer; only where one question is asked for.
    package var exampleAnswer: String?
    /// Follow-ups; only where one question is asked for.
    package var followUps: [FollowUp]?
    /// Where the facts are from; only where one question is asked for.
    package var sources: [KnowledgePassage]?
    /// When an own question was made.
    package var createdAt: Date?
    /// When an own question was changed last.
    package var updatedAt: Date?

    /// A question.
    ///
    /// - Parameter whole: whether what a good answer contains is shown.
    package init(_ question: BankQuestion, source: StoredQuestion.Source, whole: Bool) {
        id = question.id
        self.source = source
        family = question.family
        kind = question.kind
        competency = question.competency
        skills = question.skills
        roles = question.roles
        levels = question.levels
        difficulty = question.difficulty
        text = question.text
        seconds = question.seconds
        guard whole else { return }
        talkingPoints = question.talkingPoints
        exampleAnswer = question.exampleAnswer.isEmpty ? nil : question.exampleAnswer
        sources = question.sources
        followUps = question.followUps.map { FollowUp(probe: $0.probe.text, text: $0.text) }
    }

    /// An own question.
    package init(_ stored: StoredQuestion, whole: Bool) {
        self.init(stored.question, source: stored.source, whole: whole)
        createdAt = stored.created.date
        updatedAt = stored.updated.date
    }
}

/// A page of questions.
package struct QuestionList: Sendable, Hashable, Encodable {
    /// The questions.
    package var questions: [QuestionReply]
    /// How many there are on all pages.
    package var total: Int
    /// The parts of the bank that the role was read as; nil without a role.
    package var families: [String]?
    /// How words were searched for: `words`, or `words and meaning`; nil without words.
    package var searched: String?
    /// Where the next page starts; nil on the last one.
    package var nextCursor: String?
}
