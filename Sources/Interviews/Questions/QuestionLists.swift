package import Core
package import Database
package import FoundationEssentials
package import HTTPKit
import Questions

/// The kind of a list's identifier.
package enum QuestionListKind: IdentifierKind {
    package static let prefix = "lst"
}

/// The identifier of a list of questions, `lst_…`.
package typealias QuestionListID = Identifier<QuestionListKind>

/// A list of questions that an owner keeps, of the bank and own ones, in the order they are asked in.
package struct StoredQuestionList: Sendable, Hashable {
    /// Its identifier.
    package let id: QuestionListID
    /// What its owner calls it.
    package var name: String
    /// The ids of its questions.
    package var questions: [String]
    /// When it was made.
    package let created: Instant
    /// When it was changed last.
    package var updated: Instant

    static let columns = "id, name, body, created_at, updated_at"

    init(id: QuestionListID, name: String, questions: [String], created: Instant) {
        self.id = id
        self.name = name
        self.questions = questions
        self.created = created
        updated = created
    }

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        guard let id = QuestionListID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored list has no identifier.")
        }
        self.id = id
        let place = Self.place(id)
        name = try connection.opened(try row.text("name"), from: place)
        questions = try StoredJSON.value(from: try connection.opened(try row.text("body"), from: place))
        created = try row.time("created_at")
        updated = try row.time("updated_at")
    }

    /// Name and questions as they are stored.
    ///
    /// - Parameter key: the owner's, asked for before the transaction; nil where nothing is sealed.
    func columns(sealed key: DataKey?) throws(StorageError) -> (name: SQLValue, body: SQLValue) {
        let place = Self.place(id)
        let body = try SealedText.stored(try StoredJSON.text(questions), with: key, for: place)
        return (.text(try SealedText.stored(name, with: key, for: place)), .text(body))
    }

    /// Where its name and its questions stand, for what seals them.
    static func place(_ id: some CustomStringConvertible) -> String { "question_lists/\(id)" }
}

/// The body of `POST /v1/question-lists` and of `PATCH /v1/question-lists/{id}`: what is said replaces, what is not said stays.
package struct QuestionListRequest: Sendable, Hashable, Decodable {
    /// Longest name, in bytes.
    package static let maxName = 80
    /// Most questions of a list.
    package static let maxQuestions = 200

    var name: String?
    var questions: [String]?

    /// Reads a body.
    ///
    /// - Throws: `request.invalid`.
    package static func read(_ bytes: [UInt8]) throws(WebError) -> QuestionListRequest {
        var request = try StrictJSON.read(bytes, as: QuestionListRequest.self, known: ["name", "questions"])
        if let name = request.name {
            // Such a name would be taken for one that is sealed.
            guard !SealedText.isSealed(name) else { throw WebError(.invalid, "name cannot begin like this.") }
            request.name = try StrictJSON.text(name, "name", most: maxName)
        }
        if let questions = request.questions {
            guard questions.count <= maxQuestions, Set(questions).count == questions.count,
                questions.allSatisfy({ $0.utf8.count <= 100 })
            else {
                throw WebError(.invalid, "questions wants the ids of at most \(maxQuestions) questions, each once.")
            }
        }
        return request
    }
}

/// A list as a client sees it.
package struct QuestionListReply: Sendable, Hashable, Encodable {
    /// Its identifier.
    package var id: String
    /// Its name.
    package var name: String
    /// How many questions it has.
    package var count: Int
    /// Its questions, without what a good answer contains; only where one list is asked for. A question that was deleted is left out.
    package var questions: [QuestionReply]?
    /// When it was made.
    package var createdAt: Date
    /// When it was changed last.
    package var updatedAt: Date

    init(_ list: StoredQuestionList, questions: [QuestionReply]? = nil) {
        id = list.id.rawValue
        name = list.name
        count = questions?.count ?? list.questions.count
        self.questions = questions
        createdAt = list.created.date
        updatedAt = list.updated.date
    }
}

/// All lists of an owner.
package struct QuestionListsReply: Sendable, Hashable, Encodable {
    /// The lists, newest first.
    package var lists: [QuestionListReply]
}

/// The lists of owners. Each belongs to its owner alone.
package struct QuestionListStore: Sendable {
    /// How many lists one owner may have.
    package static let maxPerOwner = 100

    private let database: any SQLDatabase

    /// The lists of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps a new list.
    ///
    /// - Returns: whether there was room for it.
    func add(as principal: Principal, _ list: StoredQuestionList) async throws -> Bool {
        let (name, body) = try list.columns(sealed: try await database.sealingKey(of: principal.owner))
        return try await database.write { connection in
            let counted = try connection.execute(
                "SELECT COUNT(*) AS number FROM question_lists WHERE owner = $1",
                [.text(principal.owner)]
            )
            guard try counted.first?.int("number") ?? 0 < Self.maxPerOwner else { return false }
            try connection.execute(
                """
                INSERT INTO question_lists (id, owner, name, body, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
                """,
                [
                    .text(list.id.rawValue), .text(principal.owner), name, body, .time(list.created),
                ]
            )
            return true
        }
    }

    /// All lists of the principal's owner, newest first.
    package func list(as principal: Principal) async throws -> [StoredQuestionList] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(StoredQuestionList.columns) FROM question_lists WHERE owner = $1 ORDER BY id DESC",
                [.text(principal.owner)]
            ).map { row in try StoredQuestionList(row: row, in: connection) }
        }
    }

    /// One list; nil when the principal's owner has none with this id.
    func find(as principal: Principal, _ id: QuestionListID) async throws -> StoredQuestionList? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(StoredQuestionList.columns) FROM question_lists WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try StoredQuestionList(row: row, in: connection) }
        }
    }

    /// Writes a list over the one there is.
    ///
    /// - Returns: whether there is one.
    func write(as principal: Principal, _ list: StoredQuestionList) async throws -> Bool {
        let (name, body) = try list.columns(sealed: try await database.sealingKey(of: principal.owner))
        return try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 4)
            let rows = try connection.execute(
                """
                UPDATE question_lists SET name = $2, body = $3, updated_at = $4 WHERE id = $1\(owner.text) RETURNING id
                """,
                [.text(list.id.rawValue), name, body, .time(list.updated)] + owner.values
            )
            return !rows.isEmpty
        }
    }

    /// Removes a list; its questions stay.
    ///
    /// - Returns: whether there was one.
    func remove(as principal: Principal, _ id: QuestionListID) async throws -> Bool {
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try !connection.execute(
                "DELETE FROM question_lists WHERE id = $1\(owner.text) RETURNING id",
                [.text(id.rawValue)] + owner.values
            ).isEmpty
        }
    }

    /// Removes everything of the principal's owner.
    ///
    /// - Returns: how many there were.
    package func removeAll(as principal: Principal) async throws -> Int {
        try await database.write { connection in
            try connection.execute(
                "DELETE FROM question_lists WHERE owner = $1 RETURNING id",
                [.text(principal.owner)]
            ).count
        }
    }
}

extension QuestionService {
    static let missingList = WebError(.notFound, "There is no list with this id, or it is not yours.")

    /// The lists of the caller.
    package func allLists(as principal: Principal) async throws -> QuestionListsReply {
        QuestionListsReply(lists: try await lists.list(as: principal).map { QuestionListReply($0) })
    }

    /// Keeps a list.
    ///
    /// - Throws: `request.invalid` for a question that is not there, `questions.too_many`.
    package func createList(as principal: Principal, _ body: [UInt8]) async throws -> QuestionListReply {
        let asked = try QuestionListRequest.read(body)
        guard let name = asked.name else { throw WebError(.invalid, "name is missing: what the list is called.") }
        let questions = try await known(as: principal, asked.questions ?? [])
        let moment = Instant(now())
        let list = StoredQuestionList(
            id: QuestionListID(at: moment.date),
            name: name,
            questions: questions.map(\.id),
            created: moment
        )
        guard try await lists.add(as: principal, list) else {
            throw InterviewsError(
                .tooManyQuestions,
                "There are \(QuestionListStore.maxPerOwner) lists already; delete some first."
            )
        }
        return QuestionListReply(list, questions: questions)
    }

    /// One list with its questions.
    package func findList(as principal: Principal, _ id: QuestionListID) async throws -> QuestionListReply {
        guard let list = try await lists.find(as: principal, id) else { throw Self.missingList }
        return QuestionListReply(list, questions: try await present(as: principal, list.questions))
    }

    /// Changes a list.
    package func changeList(as principal: Principal, _ id: QuestionListID, _ body: [UInt8]) async throws
        -> QuestionListReply
    {
        let asked = try QuestionListRequest.read(body)
        guard var list = try await lists.find(as: principal, id) else { throw Self.missingList }
        if let name = asked.name { list.name = name }
        if let ids = asked.questions { list.questions = try await known(as: principal, ids).map(\.id) }
        list.updated = Instant(now())
        guard try await lists.write(as: principal, list) else { throw Self.missingList }
        return try await findList(as: principal, id)
    }

    /// Removes a list; its questions stay.
    package func removeList(as principal: Principal, _ id: QuestionListID) async throws {
        guard try await lists.remove(as: principal, id) else { throw Self.missingList }
    }

    /// The questions of ids; those that are gone are left out.
    private func present(as principal: Principal, _ ids: [String]) async throws -> [QuestionReply] {
        let own = Dictionary(
            try await store.list(as: principal).map { ($0.question.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return ids.compactMap { id in
            bank[id].map { QuestionReply($0, source: .bank, whole: false) }
                ?? own[id].map { QuestionReply($0, whole: false) }
        }
    }

    private func known(as principal: Principal, _ ids: [String]) async throws -> [QuestionReply] {
        let found = try await present(as: principal, ids)
        let ids = Set(ids).subtracting(found.map(\.id))
        guard ids.isEmpty else {
            throw WebError(.invalid, "There is no question \(ids.sorted()[0].prefix(80)), or it is not yours.")
        }
        return found
    }
}
