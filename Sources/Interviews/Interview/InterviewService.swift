import Answers
package import Core
package import Database
package import FoundationEssentials
import HTTPKit
import Model
import Questions

/// Everything that is done with interviews, for the routes, the pages, the terminal and the service itself.
package struct InterviewService: Sendable {
    /// How many earlier interviews are looked through for questions not to ask again.
    static let remembered = 20

    let store: InterviewStore
    let observations: ObservationStore
    let keys: KeyDesk
    package let questions: QuestionService
    let results: AnswerStore
    let engines: InterviewEngines
    let changes: InterviewChanges
    let now: @Sendable () -> Date

    /// Interviews of one database.
    package init(
        database: any SQLDatabase,
        questions: QuestionService,
        engines: InterviewEngines,
        now: @escaping @Sendable () -> Date
    ) {
        store = InterviewStore(database)
        observations = ObservationStore(database)
        keys = KeyDesk(database, now: now)
        results = AnswerStore(database)
        changes = InterviewChanges()
        self.questions = questions
        self.engines = engines
        self.now = now
    }

    var instant: Instant { Instant(now()) }

    static let missing = WebError(.notFound, "There is no interview with this id.")

    /// Makes an interview, unless a request with the same key made one before.
    package func create(as principal: Principal, _ body: [UInt8], key: IdempotencyKey? = nil) async throws -> (
        id: InterviewID, earlier: EarlierRequest?
    ) {
        let asked = try InterviewRequest.read(body)
        let moment = instant
        let id = InterviewID(at: moment.date)
        var plan = try asked.plan(seed: Self.seed(id), at: moment.date)
        let background = try await self.background(as: principal, asked)
        let focus = engines.skills.flatMap { DocumentFocus(background, skills: $0, at: moment.date) }
        plan.focus = focus?.names
        if let role = plan.role, case .unknown = questions.titles.verdict(role) {
            throw InterviewsError(
                .unknownTitle,
                "“\(role.prefix(80))” does not read as a job title. Send one such as “Node developer” or “Nurse”."
            )
        }
        let prepared = try await prepare(as: principal, asked, plan, background, focus)
        let interview = Interview(
            id: id,
            plan: plan,
            title: try InterviewRequest.short(asked.title, "title", 200) ?? Self.title(plan),
            questions: prepared.questions,
            created: moment,
            notes: prepared.notes
        )
        switch try await store.add(as: principal, interview, background: background, key: key) {
        case .added:
            if plan.mode == .mock { engines.avatar.say(InterviewScript.greeting(interview)) }
            return (id, nil)
        case .before(let earlier): return (id, earlier)
        case .tooMany:
            throw InterviewsError(
                .tooManyInterviews,
                "There are \(InterviewStore.maxOpen) interviews that are not over; end or delete some first."
            )
        }
    }

    private static func seed(_ id: InterviewID) -> UInt64 {
        // FNV-1a (Fowler, Noll, Vo): the same interview would always get the same questions.
        id.rawValue.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static func title(_ plan: InterviewPlan) -> String {
        let mode =
            switch plan.mode {
            case .coach: "Coaching"
            case .practice: "Practice"
            case .mock: "Mock interview"
            case .asynchronous: "Interview"
            }
        return plan.role.map { "\(mode): \($0)" } ?? mode
    }

    private func prepare(
        as principal: Principal,
        _ asked: InterviewRequest,
        _ plan: InterviewPlan,
        _ background: InterviewBackground,
        _ focus: DocumentFocus?
    ) async throws -> (questions: [(question: BankQuestion, source: StoredQuestion.Source)], notes: [String]) {
        if let chosen = try await named(as: principal, asked) { return (chosen, []) }
        let (count, mix) = (try asked.wanted(), try asked.questionMix())
        let earlier = try await earlier(as: principal)
        var notes: [String] = []
        var written: [BankQuestion] = []
        if asked.generate == true {
            let subject = [plan.role, plan.industry].compactMap(\.self) + plan.skills + (focus?.names ?? []).prefix(6)
            let use = plan.knowledge == true ? await known(as: principal, subject) : nil
            if let use { notes.append(use.note) }
            var order = QuestionOrder(
                count: count,
                role: plan.role,
                level: plan.level,
                industry: plan.industry,
                skills: plan.skills,
                kinds: mix.map { $0.kinds.filter { $0.value > 0 }.keys.sorted { $0.rawValue < $1.rawValue } } ?? [],
                background: background
            )
            order.focus = focus?.names ?? []
            order.passages = use?.passages ?? []
            order.difficulties = QuestionMix.shares(of: count, by: mix?.difficulties ?? [:])
            let made = try await write(order, avoiding: earlier.texts)
            written = made.questions
            notes += made.notes
        }
        var chosen: [(question: BankQuestion, source: StoredQuestion.Source)] = written.map { ($0, .model) }
        let left = count - chosen.count
        if left > 0 {
            // A third of what is left, and at least one of three, goes into the documents.
            let own =
                focus?.questions(left / 3, excluding: earlier.texts, ids: { QuestionID(at: now()).rawValue }) ?? []
            var picking = plan
            if picking.skills.isEmpty, let focus { picking.skills = Array(focus.skills.prefix(8)) }
            let picker = InterviewPicker(bank: questions.bank, titles: questions.titles)
            var rest = mix
            if !written.isEmpty, let weights = mix?.difficulties, !weights.isEmpty {
                var order = QuestionOrder(count: count)
                order.difficulties = QuestionMix.shares(of: count, by: weights)
                rest?.difficulties = order.left(after: written).difficulties
            }
            let picked = try picker.pick(picking, count: left - own.count, mix: rest, excluding: earlier.ids)
            let first = plan.mode == .mock && picked.questions.count > 1 ? 1 : 0
            chosen += picked.questions.prefix(first).map { ($0, .bank) } + own.map { ($0, .documents) }
            chosen += picked.questions.dropFirst(first).map { ($0, .bank) }
            if picked.toppedUp > 0 {
                notes.append(
                    "\(picked.toppedUp) of the questions are not of the subject asked for: there were too few."
                )
            }
        }
        return (chosen, notes)
    }

    /// The texts behind an interview: those of the body, or those of a match that was made before.
    private func background(as principal: Principal, _ asked: InterviewRequest) async throws -> InterviewBackground {
        guard let match = asked.resumeMatch, !match.isEmpty else { return try asked.background() }
        guard asked.resume == nil, asked.jobDescription == nil else {
            throw WebError(.invalid, "resumeMatch stands for résumé and job description; send one or the others.")
        }
        guard let found = try await engines.documents?(principal, match) else {
            throw WebError(.notFound, "There is no match with the id in resumeMatch.")
        }
        return found
    }

    /// What the caller's knowledge documents say about some words.
    func known(as principal: Principal, _ subject: [String]) async -> KnowledgeUse {
        guard let source = engines.knowledge else {
            return KnowledgeUse(passages: [], notice: "There are no knowledge documents here.")
        }
        guard !subject.isEmpty else {
            return KnowledgeUse(
                passages: [],
                notice: "Name a role, skills or a job description to search knowledge for."
            )
        }
        return await source.find(.owner(principal.owner), subject.joined(separator: ", "))
    }

    /// The questions that a request names, one by one or by a list; nil when it names none.
    private func named(as principal: Principal, _ asked: InterviewRequest) async throws -> [(
        question: BankQuestion, source: StoredQuestion.Source
    )]? {
        var named = asked.questions
        if let list = asked.list {
            guard named == nil else { throw WebError(.invalid, "Send either questions or list, not both.") }
            guard let id = QuestionListID(list) else { throw QuestionService.missingList }
            named = try await questions.findList(as: principal, id).questions?.map(\.id)
        }
        guard let ids = named else { return nil }
        guard (1...InterviewPlan.maxCount).contains(ids.count), Set(ids).count == ids.count else {
            throw WebError(.invalid, "questions wants the ids of 1 to \(InterviewPlan.maxCount) questions, each once.")
        }
        guard asked.count == nil, asked.mix == nil, asked.generate != true else {
            throw WebError(.invalid, "questions are named, so count, mix and generate must not be.")
        }
        var chosen: [(question: BankQuestion, source: StoredQuestion.Source)] = []
        for id in ids { chosen.append(try await questions.question(as: principal, id)) }
        return chosen
    }

    /// What earlier interviews of the owner asked.
    func earlier(as principal: Principal) async throws -> (ids: Set<String>, texts: [String]) {
        let stored = try await store.list(as: principal, limit: Self.remembered)
        let asked = stored.flatMap { $0.interview.turns.map(\.question) }
        return (Set(asked.map(\.id)), asked.map(\.text))
    }

    /// One interview.
    package func find(as principal: Principal, _ id: InterviewID) async throws -> StoredInterview {
        guard let stored = try await store.find(as: principal, id) else { throw Self.missing }
        return stored
    }

    /// One interview as a client sees it.
    package func reply(as principal: Principal, _ id: InterviewID) async throws -> InterviewReply {
        InterviewReply(try await find(as: principal, id), at: instant)
    }

    /// What the interviewer says now, as a WAV file.
    ///
    /// - Throws: `request.not_found` where there is no voice or nothing is said now.
    package func voice(as principal: Principal, _ id: InterviewID) async throws -> [UInt8] {
        let interview = try await find(as: principal, id).interview
        guard let voice = engines.voice else {
            throw WebError(.notFound, "No voice is installed here; let the client read the text aloud.")
        }
        guard let line = InterviewScript.line(interview) else {
            throw WebError(.notFound, "The interviewer says nothing now.")
        }
        return try await voice.say(line, interview.plan.language)
    }

    /// A page of interviews, newest first.
    package func list(
        as principal: Principal,
        mode: InterviewMode?,
        open: Bool?,
        limit: Int,
        after: InterviewID?
    ) async throws -> InterviewList {
        let stored = try await store.list(as: principal, mode: mode, open: open, limit: limit + 1, after: after)
        let page = stored.prefix(limit)
        let moment = instant
        return InterviewList(
            interviews: page.map { InterviewSummary($0, at: moment) },
            nextCursor: stored.count > limit ? page.last?.interview.id.rawValue : nil
        )
    }

    /// Removes an interview with its observations; its answers stay.
    package func remove(as principal: Principal, _ id: InterviewID) async throws {
        guard try await store.remove(as: principal, id, at: instant) else { throw Self.missing }
        changes.publish(id)
    }

    /// Makes a move.
    ///
    /// - Throws: `interview.state` for one that the interview does not take now.
    @discardableResult
    package func move(
        as principal: Principal,
        _ id: InterviewID,
        _ move: InterviewMove,
        version: Int? = nil
    ) async throws -> StoredInterview {
        guard let moved = try await store.move(as: principal, id, move, version: version, at: instant) else {
            throw Self.missing
        }
        if moved.changed {
            changes.publish(id)
            // A question is said when it is asked, not again when its answer begins.
            let now = moved.stored.interview
            let isBegun = now.state == .asking && now.current.flatMap(now.turn)?.started != nil
            if now.plan.mode == .mock, !isBegun, let line = InterviewScript.line(now) { engines.avatar.say(line) }
        }
        return moved.stored
    }
}
