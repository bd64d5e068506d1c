import Core
package import Database
import FoundationEssentials
package import Model

/// What lists show of what was sent with an answer. Where things are sealed it is one sealed column, `sent`, with tags beside it by which
/// statements find it (``BlindTag``); elsewhere it is columns that statements read.
package struct SentTexts: Sendable, Hashable, Codable {
    /// What was asked.
    package var question: Question
    /// Who speaks.
    package var candidate: String?
    /// The client's own name for the answer.
    package var externalId: String?
    /// What the client keeps with it.
    package var metadata: [String: String]?

    /// Most questions whose text is looked at for one filter: those of the newest answers.
    static let mostQuestions = 10_000

    /// What lists show of a submission.
    init(_ submission: Submission) {
        (question, candidate) = (submission.question, submission.candidate)
        (externalId, metadata) = (submission.externalId, submission.metadata)
    }

    /// The columns that ``init(row:in:)`` reads, of `answers a`, with `a.id`.
    package static let columns = "a.sent, a.asked, a.candidate, a.external_id, a.metadata"

    /// From a row with ``columns``. What cannot be opened, as its owner was erased since the copy was made that it comes from, is empty:
    /// it must not keep others off a list.
    package init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        question = Question(text: "")
        if let sent = try row.optionalText("sent") {
            guard let text = try? connection.opened(sent, from: Self.place(try row.text("id"))) else { return }
            self = try StoredJSON.value(from: text)
            return
        }
        if let asked = try row.optionalText("asked") { question = try StoredJSON.value(from: asked) }
        candidate = try row.optionalText("candidate")
        externalId = try row.optionalText("external_id")
        if let text = try row.optionalText("metadata") { metadata = try StoredJSON.value(from: text) }
    }

    private static func place(_ id: String) -> String { "answers/\(id)/sent" }

    /// A submission without its long texts as it is stored: what was sent as JSON, and every column that says something of it.
    ///
    /// - Parameter key: the owner's, asked for before the transaction; nil where nothing is sealed.
    static func columns(
        of submission: Submission,
        sealed key: DataKey?
    ) throws(StorageError) -> [(column: String, value: SQLValue)] {
        let sent = SentTexts(submission)
        let role = sent.question.role?.lowercased()
        let language: (String, SQLValue) = ("language", .text(submission.language))
        let whole: (String, SQLValue) = ("submission", .text(try stored(submission, sealed: key)))
        guard let key else {
            let metadata = try sent.metadata.map { value throws(StorageError) in try StoredJSON.text(value) }
            return [
                whole, language, ("asked", .text(try StoredJSON.text(sent.question))),
                ("candidate", .optional(sent.candidate)), ("external_id", .optional(sent.externalId)),
                ("metadata", .optional(metadata)), ("sent", .null), ("question_tag", .null),
                ("role_tag", .optional(role)),
            ]
        }
        let text = try SealedText.stored(
            try StoredJSON.text(sent),
            with: key,
            for: place(submission.id.rawValue)
        )
        return [
            whole, language, ("asked", .null), ("candidate", .null),
            ("external_id", .optional(sent.externalId.map { key.tag(of: $0, as: .externalID) })), ("metadata", .null),
            ("sent", .text(text)), ("question_tag", .text(key.tag(of: sent.question.text, as: .question))),
            ("role_tag", .optional(role.map { key.tag(of: $0, as: .role) })),
        ]
    }

    /// A submission as it is stored. Beside a sealed one stands its language, by which lists filter.
    private static func stored(_ submission: Submission, sealed key: DataKey?) throws(StorageError) -> String {
        let language = try StoredJSON.text(["language": submission.language]).dropFirst().dropLast()
        return try SealedText.stored(
            try StoredJSON.text(submission),
            with: key,
            for: AnswerTexts.submissionPlace(submission.id),
            beside: String(language)
        )
    }

    // MARK: Finding

    /// The condition that an answer was asked for a role, in any case, as SQL on `answers a`.
    ///
    /// - Parameters:
    ///   - owner: whose answers are looked for; nil for those of every owner.
    ///   - bind: gives the place of one more value.
    package static func condition(
        role: String,
        of owner: String?,
        in connection: any SQLConnection,
        _ bind: (SQLValue) -> String
    ) throws(StorageError) -> String {
        let column: (table: StaticString, name: StaticString) = ("answers", "role_tag")
        let values = try BlindTag.standIns(for: role.lowercased(), as: .role, of: owner, in: column, connection)
        return try connection.dialect.isOne(of: values, "a.role_tag", bind)
    }

    /// The roles in small letters that the column `role_tag` stands for in some rows with `id`: of each tag one answer is opened.
    package static func roles(
        of rows: [SQLRow],
        in connection: any SQLConnection
    ) throws(StorageError) -> [String: String] {
        var (roles, sealed): ([String: String], [String: String]) = ([:], [:])
        for row in rows {
            guard let tag = try row.optionalText("role_tag") else { continue }
            // Where a database lowered them, letters beyond ASCII stayed as they were.
            roles[tag] = tag.lowercased()
            if sealed[tag] == nil { sealed[tag] = try row.text("id") }
        }
        guard connection.vault != nil, !sealed.isEmpty else { return roles }
        let places = Places(sealed.values.sorted())
        let found = try connection.execute(
            "SELECT a.id, a.role_tag, \(columns) FROM answers a WHERE a.id IN \(places.text)",
            places.values
        )
        for row in found where try row.optionalText("sent") != nil {
            let role = try SentTexts(row: row, in: connection).question.role
            roles[try row.text("role_tag")] = role?.lowercased() ?? ""
        }
        return roles
    }

    /// The condition that an answer has a name of the client's own.
    static func condition(
        externalID: String,
        of owner: String?,
        in connection: any SQLConnection,
        _ bind: (SQLValue) -> String
    ) throws(StorageError) -> String {
        var values = [externalID]
        for key in try connection.vault?.keys(of: owner, in: connection) ?? [] {
            values.append(key.tag(of: externalID, as: .externalID))
        }
        return try connection.dialect.isOne(of: values, "a.external_id", bind)
    }

    /// The condition that an answer's question has a piece of text in it, in any case. Of sealed ones each question of the owner is opened
    /// once, however many answers it has.
    static func condition(
        question: String,
        of owner: String?,
        in connection: any SQLConnection,
        _ bind: (SQLValue) -> String
    ) throws(StorageError) -> String {
        let piece = question.lowercased()
        let plain = connection.dialect.text(in: "a.submission", at: "question", "text")
        let condition = "LOWER(\(plain)) LIKE \(bind(.text("%" + literal(piece) + "%"))) ESCAPE '!'"
        guard connection.vault != nil else { return condition }
        var tags: Set<String> = []
        for row in try questions(of: owner, in: connection) {
            let found = try SentTexts(row: row, in: connection)
            if found.question.text.lowercased().contains(piece) { tags.insert(try row.text("question_tag")) }
        }
        let sealed = try connection.dialect.isOne(of: tags.sorted(), "a.question_tag", bind)
        return "(\(sealed) OR a.question_tag IS NULL AND \(condition))"
    }

    /// One answer for each sealed question of an owner, or of all: the newest ones.
    private static func questions(
        of owner: String?,
        in connection: any SQLConnection
    ) throws(StorageError) -> [SQLRow] {
        try connection.execute(
            """
            SELECT a.id, a.question_tag, \(columns) FROM answers a JOIN (
                SELECT MAX(id) AS id FROM answers WHERE question_tag IS NOT NULL\(owner == nil ? "" : " AND owner = $1")
                GROUP BY owner, question_tag ORDER BY MAX(id) DESC LIMIT \(mostQuestions)
            ) newest ON newest.id = a.id
            """,
            owner.map { [.text($0)] } ?? []
        )
    }

    /// A text that stands for itself in a LIKE.
    static func literal(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}
