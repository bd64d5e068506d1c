package import Core
package import Database
package import FoundationEssentials
import HTTPKit
package import Questions

/// Questions: those that ship with the service, and each caller's own.
package struct QuestionService: Sendable {
    /// Parts of the bank that every role gets.
    static let general: Set<String> = ["about-you", "motivation", "closing", "behavioural", "situational"]

    /// How many questions a search by meaning adds at most.
    static let mostNear = 50

    /// The bank that ships with the service.
    package let bank: QuestionBank
    /// Reads job titles.
    package let titles: JobTitles
    let keys: KeyDesk
    let store: QuestionStore
    let lists: QuestionListStore
    /// Finds questions by meaning; nil without an embedding service.
    let meaning: QuestionMeaning?
    let now: @Sendable () -> Date

    /// Questions of one database beside a bank.
    package init(
        database: any SQLDatabase,
        bank: QuestionBank,
        titles: JobTitles,
        meaning: QuestionMeaning? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.bank = bank
        self.meaning = meaning
        self.titles = titles
        keys = KeyDesk(database, now: now)
        store = QuestionStore(database)
        lists = QuestionListStore(database)
        self.now = now
    }

    /// A page of the bank's and the caller's own questions: own ones first, then those of the role, or by how well they fit the
    /// words searched for and what these mean.
    package func list(as principal: Principal, _ query: QuestionQuery) async throws -> QuestionList {
        var query = query
        if let list = query.list {
            guard let found = try await lists.find(as: principal, list) else { throw Self.missingList }
            query.ids = Set(found.questions)
        }
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
        var byMeaning = false
        if let words = query.words, let meaning, words.contains(where: { $0.isLetter || $0.isNumber }) {
            let mine = own.filter { query.source == nil || $0.source == query.source }.map(\.question)
            let near = await meaning.nearest(to: words, own: mine, filter: filter, limit: Self.mostNear)
            if let near {
                byMeaning = true
                hits = fused(hits, near, own: mine, withBank: query.source == nil || query.source == .bank)
            }
        }
        if let ids = query.ids { hits = hits.filter { ids.contains($0.question.id) } }
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
            searched: query.words == nil ? nil : byMeaning ? "words and meaning" : "words",
            nextCursor: end < hits.count ? "n\(end)" : nil
        )
    }

    /// Finds by words and by meaning in one order, by reciprocal ranks (Cormack, Clarke and Büttcher 2009, with their constant of 60).
    private func fused(
        _ byWords: [QuestionHit],
        _ near: [(id: String, cosine: Double)],
        own: [BankQuestion],
        withBank: Bool
    ) -> [QuestionHit] {
        var found: [String: QuestionHit] = [:]
        let ranked = byWords.sorted { $0.score > $1.score }
        for (rank, hit) in ranked.enumerated() {
            found[hit.question.id] = QuestionHit(question: hit.question, score: 1 / Double(61 + rank))
        }
        let mine = Dictionary(own.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (rank, hit) in near.enumerated() {
            guard let question = found[hit.id]?.question ?? mine[hit.id] ?? (withBank ? bank[hit.id] : nil) else {
                continue
            }
            let score = (found[hit.id]?.score ?? 0) + 1 / Double(61 + rank)
            found[hit.id] = QuestionHit(question: question, score: score)
        }
        return found.values.sorted { ($1.score, $0.question.id) < ($0.score, $1.question.id) }
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
