package import Core
package import Model
package import Questions

/// What can be done with an interview.
package enum InterviewMove: Sendable, Hashable {
    /// Begins it; or opens a question by number, or begins to answer the one that is open.
    case start(turn: Int?)
    /// Passes over a question, or goes on from one that is answered.
    case skip(turn: Int)
    /// Goes from a question to the one before it.
    case back(turn: Int)
    /// Ends it, whatever is open.
    case end
    /// Binds an answer that was sent for a question before this move was checked; it is never refused.
    case bind(turn: Int, answer: AnswerID, typed: Bool, upload: UploadID? = nil)
    /// Goes on after an answer was looked at, with a follow-up or without; made by the service.
    case advance(turn: Int, followUp: BankQuestion.FollowUp?, source: StoredQuestion.Source)
    /// Ends it when its deadline has passed; made by the service.
    case expire

    /// Its name, for logs and for telling a repeated move.
    package var name: String {
        switch self {
        case .start: "start"
        case .skip: "skip"
        case .back: "back"
        case .end: "end"
        case .bind: "answer"
        case .advance: "advance"
        case .expire: "expire"
        }
    }
}

extension Interview {
    /// The interview after a move; nil when the move was made before and nothing changes.
    ///
    /// Every state but ``State/finished`` takes ``InterviewMove/end``, ``State/asking`` and ``State/reviewing`` take
    /// ``InterviewMove/skip(turn:)`` of the current question too, so that no state is a dead end.
    ///
    /// - Throws: `interview.state` for a move the state does not take, `interview.expired` after the deadline,
    ///   `request.not_found` never: an unknown number is a wrong move.
    package func applying(_ move: InterviewMove, at now: Instant) throws(InterviewsError) -> Interview? {
        var after = self
        switch move {
        case .expire:
            guard state != .finished, isExpired(at: now) else { return nil }
            after.finish(at: now)
            return after
        case .bind(let turn, let answer, let typed, let upload):
            return try after.bind(answer, to: turn, typed: typed, upload: upload, at: now) ? after : nil
        case .end:
            guard state != .finished else { return nil }
            after.finish(at: now)
            return after
        case .start(let turn):
            guard try after.start(turn, at: now) else { return nil }
        case .skip(let turn):
            guard try after.skip(turn, at: now) else { return nil }
            after.last = LastMove(name: "skip", turn: turn)
        case .back(let turn):
            guard try after.back(turn, at: now) else { return nil }
            after.last = LastMove(name: "back", turn: turn)
        case .advance(let turn, let followUp, let source):
            guard state == .reviewing, current == turn, reviewUntil != nil else { return nil }
            after.advance(followUp, from: source, at: now)
        }
        return after == self ? nil : after
    }

    /// Whether the deadline has passed.
    package func isExpired(at now: Instant) -> Bool { plan.deadline.map { $0 <= now } ?? false }

    /// Refuses an answer before anything of it is kept.
    ///
    /// - Throws: `interview.state`, `interview.expired`.
    package func checkAnswer(_ number: Int, at now: Instant) throws(InterviewsError) {
        guard plan.mode != .coach else {
            throw Self.wrong(
                "This interview shows questions and model answers; make one in the mode practice to answer."
            )
        }
        try checkOpen(at: now)
        guard let turn = turn(number) else { throw Self.unknown(number) }
        guard turn.takes.count < Self.maxTakes else { throw Self.wrong("Question \(number) has enough takes.") }
        if current == number, state == .asking { return }
        guard plan.isFree else {
            throw Self.wrong("Question \(number) is not open now; \(standing).")
        }
        guard state != .ready else { throw Self.wrong("The interview has not begun; start it first.") }
        guard turn.takes.isEmpty || mayRetake(turn) else {
            throw Self.wrong("Question \(number) was answered and may not be answered again.")
        }
    }

    // MARK: - Moves

    private mutating func start(_ number: Int?, at now: Instant) throws(InterviewsError) -> Bool {
        try checkOpen(at: now)
        guard let number else {
            // Said without a number it begins the interview; said again it changes nothing.
            guard state == .ready else { return false }
            guard let first = turns.first else { throw Self.wrong("The interview has no questions.") }
            begin(first.number, at: now)
            return true
        }
        guard let turn = turn(number) else { throw Self.unknown(number) }
        if state == .ready {
            guard plan.isFree || turns.first?.number == number else {
                throw Self.wrong("A conversation begins with its first question; start without a number.")
            }
            begin(number, at: now)
            return true
        }
        if state == .asking, current == number {
            guard turn.started == nil else { return false }
            change(number) { $0.started = now }
            return true
        }
        guard plan.isFree else { throw Self.wrong("Question \(number) cannot be opened now; \(standing).") }
        guard plan.mode == .coach || turn.takes.isEmpty || mayRetake(turn) else {
            throw Self.wrong("Question \(number) was answered and may not be answered again.")
        }
        open(number, at: now)
        return true
    }

    private mutating func skip(_ number: Int, at now: Instant) throws(InterviewsError) -> Bool {
        try checkOpen(at: now)
        guard let turn = turn(number) else { throw Self.unknown(number) }
        guard current == number, state == .asking || state == .reviewing else {
            // The same skip once more, or one that another device made.
            if turn.state == .skipped || last == LastMove(name: "skip", turn: number) { return false }
            throw Self.wrong("Question \(number) is not open now; \(standing).")
        }
        if state == .asking, turn.takes.isEmpty, let asked = turn.asked {
            let open = asked.advanced(byMs: plan.skipLockMs)
            guard now >= open else {
                let left = (open.milliseconds - now.milliseconds + 999) / 1_000
                throw Self.wrong("Question \(number) can be skipped in \(left) s.")
            }
        }
        change(number) { if $0.takes.isEmpty { $0.state = .skipped } }
        goOn(from: number, at: now)
        return true
    }

    private mutating func back(_ number: Int, at now: Instant) throws(InterviewsError) -> Bool {
        try checkOpen(at: now)
        guard plan.isFree else { throw Self.wrong("A conversation does not go back.") }
        guard current == number, state == .asking || state == .reviewing else {
            if last == LastMove(name: "back", turn: number) { return false }
            throw Self.wrong("Question \(number) is not open now; \(standing).")
        }
        guard let place = place(number), place > 0 else {
            throw Self.wrong("Question \(number) is the first one.")
        }
        let before = turns[place - 1]
        if plan.mode == .coach || before.takes.isEmpty || mayRetake(before) {
            open(before.number, at: now)
        } else {
            (state, current, reviewUntil) = (.reviewing, before.number, nil)
        }
        return true
    }

    private mutating func bind(
        _ answer: AnswerID,
        to number: Int,
        typed: Bool,
        upload: UploadID?,
        at now: Instant
    ) throws(InterviewsError) -> Bool {
        guard let turn = turn(number) else { throw Self.unknown(number) }
        if turns.contains(where: { $0.takes.contains { $0.answer == answer } }) {
            guard turn.takes.contains(where: { $0.answer == answer }) else {
                throw Self.wrong("The answer belongs to another question of this interview.")
            }
            return false
        }
        let isCurrent = state == .asking && current == number
        let counts =
            plan.mode != .coach && state != .finished && state != .ready
            && (isCurrent || plan.isFree && (turn.takes.isEmpty || mayRetake(turn)))
        var over: Int?
        if typed, isCurrent, let until = answerUntil, now > until {
            over = Int(clamping: now.milliseconds - until.milliseconds)
        }
        let take = InterviewTake(answer: answer, at: now, isExtra: !counts, overMs: over, upload: upload?.rawValue)
        change(number) { turn in
            turn.takes.append(take)
            if counts || turn.state == .open { turn.state = .answered }
        }
        guard counts else { return true }
        last = LastMove(name: "answer", turn: number)
        switch plan.mode {
        case .coach: break
        case .mock: review(number, at: now)
        case .practice: (state, current, reviewUntil) = (.reviewing, number, nil)
        case .asynchronous:
            if let turn = self.turn(number), mayRetake(turn) {
                (state, current, reviewUntil) = (.reviewing, number, nil)
            } else {
                goOn(from: number, at: now)
            }
        }
        return true
    }

    /// After an answer of a conversation: waits for its words when a follow-up may come, else asks the next question.
    private mutating func review(_ number: Int, at now: Instant) {
        guard let turn = turn(number) else { return }
        let root = turn.parent ?? turn.number
        let asked = turns.count { $0.parent == root }
        guard asked < plan.followUps, turns.count < Self.maxTurns else { return goOn(from: number, at: now) }
        (state, current, reviewUntil) = (.reviewing, number, now.advanced(byMs: plan.reviewMs))
    }

    private mutating func advance(
        _ followUp: BankQuestion.FollowUp?,
        from source: StoredQuestion.Source,
        at now: Instant
    ) {
        guard let number = current, let place = place(number) else { return }
        guard let followUp else { return goOn(from: number, at: now) }
        let turn = turns[place]
        var question = turn.question
        question.text = followUp.text
        let added = InterviewTurn(
            number: (turns.map(\.number).max() ?? 0) + 1,
            kind: .followUp,
            question: question,
            source: source,
            parent: turn.parent ?? number
        )
        turns.insert(added, at: place + 1)
        open(added.number, at: now)
    }

    private mutating func begin(_ number: Int, at now: Instant) {
        started = now
        open(number, at: now)
    }

    private mutating func open(_ number: Int, at now: Instant) {
        (state, current, reviewUntil) = (.asking, number, nil)
        last = nil
        change(number) { turn in
            (turn.asked, turn.started) = (now, nil)
            if turn.state == .skipped { turn.state = .open }
        }
    }

    /// Opens the next question that waits. Without one a conversation and an employer's interview end; elsewhere the last question
    /// stays to be looked at or answered again.
    private mutating func goOn(from number: Int, at now: Instant) {
        if plan.mode == .coach, let place = place(number), place + 1 < turns.count {
            return open(turns[place + 1].number, at: now)
        }
        if let next = nextOpen(after: number) { return open(next.number, at: now) }
        switch plan.mode {
        case .mock, .asynchronous: finish(at: now)
        case .coach, .practice: (state, current, reviewUntil) = (.reviewing, number, nil)
        }
    }

    private mutating func finish(at now: Instant) {
        (state, finished, reviewUntil) = (.finished, now, nil)
        last = LastMove(name: "end", turn: nil)
    }

    // MARK: - Rules

    private func mayRetake(_ turn: InterviewTurn) -> Bool {
        turn.takes.count { !$0.isExtra } <= plan.retakes && turn.takes.count < Self.maxTakes
    }

    private func checkOpen(at now: Instant) throws(InterviewsError) {
        guard state != .finished else { throw Self.wrong("The interview is over.") }
        guard !isExpired(at: now) else {
            throw InterviewsError(.expired, "The deadline of this interview has passed; what was answered is kept.")
        }
    }

    private var standing: String {
        switch state {
        case .ready: "the interview has not begun"
        case .asking: "question \(current ?? 0) is open"
        case .reviewing: "question \(current ?? 0) was just answered"
        case .finished: "the interview is over"
        }
    }

    private mutating func change(_ number: Int, _ body: (inout InterviewTurn) -> Void) {
        guard let place = place(number) else { return }
        body(&turns[place])
    }

    private static func wrong(_ message: String) -> InterviewsError { InterviewsError(.state, message) }
    private static func unknown(_ number: Int) -> InterviewsError { wrong("There is no question \(number).") }
}
