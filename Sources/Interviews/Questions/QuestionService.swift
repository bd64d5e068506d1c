package import Core
package import Database
package import FoundationEssentials
import HTTPKit
package import Questions

/// Questions: those that ship with the service, and each caller's own.
package struct QuestionService: Sendable {
    /// Parts of the bank that every role gets.
    static let general: Set<String> = ["about-you", "motivation", "closing", "behavioural", "situational"]

    /// The bank that ships with the service.
    package let bank: QuestionBank
    /// Reads job titles.
    package let titles: JobTitles
    let keys: KeyDesk
    let store: QuestionStore
    let now: @Sendable () -> Date

    /// Questions of one database beside a bank.
    package init(
        database: any SQLDatabase,
        bank: QuestionBank,
        titles: JobTitles,
        now: @escaping @Sendable () -> Date
    ) {
        self.bank = bank
        self.titles = titles
        keys = KeyDesk(database, now: now)
        store = QuestionStore(database)
        self.now = now
    }

    /// A page of the bank's and the caller's own questions: own ones first, then those of the role, or by how well they fit the
    /// words searched for.
    package func list(as principal: Principal, _ query: QuestionQuery) async throws -> QuestionList {
        let own = query.source == .bank ? [] : try await store.list(as: principal)
        let stored = Dictionary(own.map { ($0.question.id, $0) }, uniquingKeysWith: { first, _ in first })
        var filter = query.filter
        var families: [String]?
        if let role = query.role {
            families = titles.families(for: role)
            filter.role = role
            if filter.families.isEmpty { filter.families = Self.general.union(families ?? []).union(["own"]) }
        }
        var hits: [QuestionHit] = []
        if !own.isEmpty { hits += try QuestionBank(own.map(\.question)).all(query.words, filter) }
        if query.source == nil || query.source == .bank { hits += bank.all(query.words, filter) }
        if let source = query.source, source != .bank {
            hits = hits.filter { stored[$0.question.id]?.source == source }
        }
        hits = Self.ordered(hits, byScore: query.words != nil, families: families ?? [])
        let page = hits.dropFirst(query.offset).prefix(query.limit)
        let end = query.offset + page.count
        return QuestionList(
            questions: page.map { hit in
                stored[hit.question.id].map { QuestionReply($0, whole: false) }
                    ?? QuestionReply(hit.question, source: .bank, whole: false)
            },
            total: hits.count,
            families: families,
            nextCursor: end < hits.count ? "n\(end)" : nil
        )
    }

    private static func ordered(_ hits: [QuestionHit], byScore: Bool, families: [String]) -> [QuestionHit] {
        if byScore {
            return hits.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
                .map(\.element)
        }
        guard !families.isEmpty else { return hits }
        let near = hits.filter { families.contains($0.question.family) || $0.question.family == "own" }
        return near + hits.filter { !families.contains($0.question.family) && $0.question.family != "own" }
    }

    /// One question of the bank or of the caller.
    ///
    /// - Throws: `request.not_found`.
    package func find(as principal: Principal, _ id: String) async throws -> QuestionReply {
        if let question = bank[id] { return QuestionReply(question, source: .bank, whole: true) }
        guard let own = QuestionID(id), let stored = try await store.find(as: principal, own) else {
            throw Self.missing
        }
        return QuestionReply(stored, whole: true)
    }

    /// The question itself, for an interview.
    ///
    /// - Throws: `request.not_found`.
    func question(as principal: Principal, _ id: String) async throws -> (BankQuestion, StoredQuestion.Source) {
        if let question = bank[id] { return (question, .bank) }
        guard let own = QuestionID(id), let stored = try await store.find(as: principal, own) else {
            throw Self.missing
        }
        return (stored.question, stored.source)
    }

    /// Keeps a question of the caller, unless a request with the same key made one before.
    func create(as principal: Principal, _ body: [UInt8], key: IdempotencyKey?) async throws -> (
        id: QuestionID, earlier: EarlierRequest?
    ) {
        let asked = try QuestionRequest.read(body)
        let moment = Instant(now())
        let id = QuestionID(at: moment.date)
        let stored = StoredQuestion(
            owner: principal.owner,
            source: .own,
            question: try asked.question(id: id.rawValue),
            created: moment
        )
        switch try await store.add(as: principal, [stored], key: key) {
        case .added: return (id, nil)
        case .before(let earlier): return (id, earlier)
        case .tooMany: throw InterviewsError.tooManyQuestions
        }
    }

    /// Changes one of the caller's questions.
    func change(as principal: Principal, _ id: String, _ body: [UInt8]) async throws -> QuestionReply {
        let asked = try QuestionRequest.read(body)
        guard let own = QuestionID(id) else { throw Self.missing }
        let changed = try await store.change(as: principal, own, at: Instant(now())) { question in
            try asked.apply(to: &question)
        }
        guard let changed else { throw Self.missing }
        return QuestionReply(changed, whole: true)
    }

    /// Removes one of the caller's questions.
    func remove(as principal: Principal, _ id: String) async throws {
        guard let own = QuestionID(id), try await store.remove(as: principal, own) else { throw Self.missing }
    }

    static let missing = WebError(.notFound, "There is no question with this id, or it is not yours.")
}

extension QuestionBank {
    /// Everything that passes the filter; scored when there are words to search for.
    fileprivate func all(_ words: String?, _ filter: QuestionFilter) -> [QuestionHit] {
        guard let words, words.contains(where: { $0.isLetter || $0.isNumber }) else {
            return questions.filter(filter.accepts).map { QuestionHit(question: $0, score: 0) }
        }
        return search(words, filter: filter, limit: 500)
    }
}
