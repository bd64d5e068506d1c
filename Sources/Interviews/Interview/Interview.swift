package import Core
package import Model
package import Questions

/// The kind of an interview's identifier.
package enum InterviewKind: IdentifierKind {
    package static let prefix = "ivw"
}

/// The identifier of an interview, `ivw_…`.
package typealias InterviewID = Identifier<InterviewKind>

/// One take of an answer.
package struct InterviewTake: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: AnswerID
    /// When it was bound.
    package var at: Instant
    /// Whether it came when the question took no more answers: it is kept, and does not count.
    package var isExtra: Bool
    /// Milliseconds a typed answer came after its limit; nil within it, and for recordings, whose length says it.
    package var overMs: Int?
    /// The upload it was made from, so that the same request sent again binds nothing new.
    package var upload: String?
}

/// One question of an interview and what became of it.
package struct InterviewTurn: Sendable, Hashable, Codable {
    /// What a question is in an interview.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Prepared when the interview was made.
        case question
        /// Asked because of an answer.
        case followUp
    }

    /// Where a question stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Not asked, or asked and not answered yet.
        case open
        /// It has an answer that counts.
        case answered
        /// Passed over.
        case skipped
    }

    /// Its number: from 1, never changed, never used twice. Follow-ups get the next free one.
    package var number: Int
    /// What it is.
    package var kind: Kind
    /// The question, copied when the interview was made.
    package var question: BankQuestion
    /// Where the question is from.
    package var source: StoredQuestion.Source
    /// The number of the prepared question a follow-up belongs to.
    package var parent: Int?
    /// Where it stands.
    package var state: State
    /// When it was asked last.
    package var asked: Instant?
    /// When the speaker began to answer, by a move; nil when think time ran out instead.
    package var started: Instant?
    /// Its takes, oldest first.
    package var takes: [InterviewTake]

    /// A question that waits.
    package init(
        number: Int,
        kind: Kind = .question,
        question: BankQuestion,
        source: StoredQuestion.Source,
        parent: Int? = nil
    ) {
        self.number = number
        self.kind = kind
        self.question = question
        self.source = source
        self.parent = parent
        state = .open
        takes = []
    }

    /// The take that counts: the last one that came in time for the turn.
    package var counting: InterviewTake? { takes.last { !$0.isExtra } ?? takes.last }
}

/// An interview: the questions, the answers, and where it stands. All decisions are in ``Interview/applying(_:at:)``; storing and
/// asking are around it.
package struct Interview: Sendable, Hashable, Codable {
    /// Where an interview stands, as it is stored.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Made, not begun.
        case ready
        /// A question is open: asked, thought about or being answered.
        case asking
        /// The last answer is looked at: by the speaker, or for a follow-up.
        case reviewing
        /// Over.
        case finished
    }

    /// What a person sees of it; times decide between the middle ones.
    package enum Phase: String, Sendable, Codable, CaseIterable {
        case ready, asking, thinking, answering, reviewing, finished
    }

    /// The last move that changed something, so that the same move sent again changes nothing.
    package struct LastMove: Sendable, Hashable, Codable {
        var name: String
        var turn: Int?
    }

    /// Most questions, follow-ups included.
    package static let maxTurns = 150
    /// Most takes of one question, extra ones included.
    package static let maxTakes = 60

    /// Its identifier.
    package let id: InterviewID
    /// What was agreed.
    package let plan: InterviewPlan
    /// Its title, for lists.
    package var title: String
    /// Where it stands.
    package internal(set) var state: State
    /// The question that is open or was answered last, by number; nil before the first.
    package internal(set) var current: Int?
    /// The questions in the order they are asked.
    package internal(set) var turns: [InterviewTurn]
    /// When the next question comes without a follow-up; only while ``State/reviewing`` in a conversation.
    package internal(set) var reviewUntil: Instant?
    /// The last move.
    package internal(set) var last: LastMove?
    /// When it was made.
    package let created: Instant
    /// When the first question was asked.
    package internal(set) var started: Instant?
    /// When it ended.
    package internal(set) var finished: Instant?
    /// Its debrief in prose; nil until that was asked for.
    var told: ToldDebrief?
    /// Sentences for the client about how it was made, e.g. that the bank filled in for a model.
    package var notes: [String]

    /// An interview that waits to begin.
    package init(
        id: InterviewID,
        plan: InterviewPlan,
        title: String,
        questions: [(question: BankQuestion, source: StoredQuestion.Source)],
        created: Instant,
        notes: [String] = []
    ) {
        self.id = id
        self.plan = plan
        self.title = title
        self.created = created
        self.notes = notes
        state = .ready
        turns = questions.enumerated().map { index, entry in
            InterviewTurn(number: index + 1, question: entry.question, source: entry.source)
        }
    }

    /// A question by its number.
    package func turn(_ number: Int) -> InterviewTurn? { turns.first { $0.number == number } }

    /// Where a question stands in the order.
    func place(_ number: Int?) -> Int? { number.flatMap { number in turns.firstIndex { $0.number == number } } }

    /// What a person sees at a time.
    package func phase(at now: Instant) -> Phase {
        switch state {
        case .ready: return .ready
        case .reviewing: return .reviewing
        case .finished: return .finished
        case .asking:
            guard let turn = current.flatMap(turn), let asked = turn.asked else { return .asking }
            if turn.started != nil { return .answering }
            if plan.thinkMs == 0 { return .asking }
            return now < asked.advanced(byMs: plan.thinkMs) ? .thinking : .answering
        }
    }

    /// When think time ends; nil when no question is open or there is none.
    package var thinkUntil: Instant? {
        guard state == .asking, plan.thinkMs > 0, let turn = current.flatMap(turn), turn.started == nil else {
            return nil
        }
        return turn.asked?.advanced(byMs: plan.thinkMs)
    }

    /// When the time for the open answer ends; nil without a limit.
    package var answerUntil: Instant? {
        guard state == .asking, plan.limitMs > 0, let turn = current.flatMap(turn) else { return nil }
        let from = turn.started ?? turn.asked?.advanced(byMs: plan.thinkMs)
        return from?.advanced(byMs: plan.limitMs)
    }

    /// The first question after a place that waits, else the first one before it.
    func nextOpen(after number: Int?) -> InterviewTurn? {
        let start = place(number).map { $0 + 1 } ?? 0
        let waits = { (turn: InterviewTurn) in turn.state == .open && turn.number != number }
        return turns[start...].first(where: waits) ?? turns[..<start].first(where: waits)
    }

    /// The number of the question a client would open next; nil when all are done.
    package var next: Int? { nextOpen(after: state == .ready ? nil : current)?.number }
}
