import Answers
package import Core
package import Database
package import FoundationEssentials
package import HTTPKit
import HTTPTypes
import Hummingbird
package import Model

/// A score that a person gave an answer.
package struct Rating: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: String
    /// Who rated: the owner of the key or account that sent it, or the name it gave.
    package var rater: String
    /// The score, 0–100.
    package var score: Double
    /// The rubric the rater judged by.
    package var rubric: String?
    /// A word about it.
    package var note: String?
    /// When.
    package var createdAt: Date

    /// A rating.
    package init(
        answer: String,
        rater: String,
        score: Double,
        rubric: String? = nil,
        note: String? = nil,
        createdAt: Date
    ) {
        self.answer = answer
        self.rater = rater
        self.score = score
        self.rubric = rubric
        self.note = note
        self.createdAt = createdAt
    }
}

/// The scores people gave answers. A rater has one for an answer; another one takes its place.
package struct RatingStore: Sendable {
    private let database: any SQLDatabase

    /// The ratings of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Keeps a rating.
    ///
    /// - Returns: whether the principal sees such an answer.
    package func put(as principal: Principal, _ rating: Rating, of answer: AnswerID) async throws -> Bool {
        guard let owner = try await AnswerStore(database).owner(of: answer), principal.sees(owner) else { return false }
        let key = try await database.sealingKey(of: owner)
        let note = try rating.note.map { text throws(StorageError) in
            try SealedText.stored(text, with: key, for: Self.place(answer.rawValue, rater: rating.rater))
        }
        return try await database.write { connection in
            guard try Self.sees(principal, answer, in: connection) else { return false }
            try connection.execute(
                """
                INSERT INTO ratings (answer, rater, score, rubric, note, created_at) VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (answer, rater) DO UPDATE SET score = excluded.score, rubric = excluded.rubric,
                    note = excluded.note, created_at = excluded.created_at
                """,
                [
                    .text(answer.rawValue), .text(rating.rater), .int(Int((rating.score * 1_000).rounded())),
                    .optional(rating.rubric), .optional(note), .time(Instant(rating.createdAt)),
                ]
            )
            return true
        }
    }

    /// The ratings of an answer, by rater; nil when the principal sees no such answer.
    package func list(as principal: Principal, of answer: AnswerID) async throws -> [Rating]? {
        try await database.read { connection in
            guard try Self.sees(principal, answer, in: connection) else { return nil }
            return try connection.execute(
                "SELECT rater, score, rubric, note, created_at FROM ratings WHERE answer = $1 ORDER BY rater",
                [.text(answer.rawValue)]
            ).map { row in
                let rater = try row.text("rater")
                return Rating(
                    answer: answer.rawValue,
                    rater: rater,
                    score: Double(try row.int("score")) / 1_000,
                    rubric: try row.optionalText("rubric"),
                    note: try row.optionalText("note").map { text throws(StorageError) in
                        try connection.opened(text, from: Self.place(answer.rawValue, rater: rater))
                    },
                    createdAt: try row.time("created_at").date
                )
            }
        }
    }

    /// What ratings have in texts.
    package static let sealed = [
        SealedTable(
            "ratings",
            keys: ["answer", "rater"],
            owner: "(SELECT a.owner FROM answers a WHERE a.id = t.answer)",
            ["note"]
        ) { keys, _ in place(keys[0], rater: keys[1]) }
    ]

    private static func place(_ answer: String, rater: String) -> String { "ratings/\(answer)/\(rater)" }

    private static func sees(_ principal: Principal, _ id: AnswerID, in connection: any SQLConnection) throws -> Bool {
        let owner = OwnerCondition(principal, after: 1)
        return try !connection.execute(
            "SELECT id FROM answers WHERE id = $1\(owner.text)",
            [.text(id.rawValue)] + owner.values
        ).isEmpty
    }
}

/// `/v1/answers/{id}/ratings`: what people think an answer is worth, to hold judges against.
package struct RatingRoutes: Sendable {
    private static let maxBody = 16 << 10
    private static let longest = 2_000

    private struct Body: Decodable {
        var score: Double
        var rater: String?
        var rubric: String?
        var note: String?
    }

    private struct List: Encodable {
        var ratings: [Rating]
    }

    private let store: RatingStore
    private let now: @Sendable () -> Date

    /// The routes over one database.
    package init(_ database: any SQLDatabase, now: @escaping @Sendable () -> Date) {
        store = RatingStore(database)
        self.now = now
    }

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.rescores
        routes.add(operations["listRatings"]) { _, context in
            guard let found = try await store.list(as: try context.signedIn, of: try id(context)) else {
                throw Self.missing
            }
            return try JSONReply.response(List(ratings: found))
        }
        routes.add(operations["rateAnswer"]) { request, context in
            let (id, principal) = (try id(context), try context.signedIn)
            let rating = try read(try await request.wholeBody(upTo: Self.maxBody), id, principal)
            guard try await store.put(as: principal, rating, of: id) else { throw Self.missing }
            return try JSONReply.response(rating, status: .created)
        }
    }

    private func read(_ bytes: [UInt8], _ id: AnswerID, _ principal: Principal) throws(WebError) -> Rating {
        let body = try StrictJSON.read(bytes, as: Body.self, known: ["score", "rater", "rubric", "note"])
        guard (0...100).contains(body.score) else {
            throw WebError(.invalid, "The body wants {\"score\": 0 to 100}, and may have rater, rubric and note.")
        }
        let texts = [body.rater, body.rubric, body.note].compactMap { $0 }
        guard texts.allSatisfy({ $0.count <= Self.longest && !$0.contains("\0") && !SealedText.isSealed($0) }) else {
            throw WebError(.invalid, "rater, rubric and note want at most \(Self.longest) characters.")
        }
        let given = body.rater ?? ""
        return Rating(
            answer: id.rawValue,
            rater: given.isEmpty ? (principal.owner.isEmpty ? "operator" : principal.owner) : given,
            score: (body.score * 1_000).rounded() / 1_000,
            rubric: body.rubric,
            note: body.note,
            createdAt: now()
        )
    }

    private func id(_ context: WebContext) throws -> AnswerID {
        guard let id = context.parameters.get("id").flatMap(AnswerID.init) else { throw Self.missing }
        return id
    }

    private static let missing = WebError(.notFound, "There is no answer with this id.")
}
