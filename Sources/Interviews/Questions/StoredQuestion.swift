package import Core
import Database
import FoundationEssentials
package import Questions

/// The kind of an own question's identifier.
package enum QuestionKind: IdentifierKind {
    package static let prefix = "qst"
}

/// The identifier of a question that belongs to an owner, `qst_…`. Questions of the bank have words joined by hyphens instead.
package typealias QuestionID = Identifier<QuestionKind>

/// A question that an owner wrote, or had a model write.
package struct StoredQuestion: Sendable, Hashable {
    /// Where a question is from.
    package enum Source: String, Sendable, Codable, CaseIterable {
        /// It ships with the service.
        case bank
        /// Its owner wrote it.
        case own
        /// A model wrote it.
        case model
        /// It was made from a résumé and a job description, by rules; only in interviews.
        case documents
    }

    /// Whose it is.
    package let owner: String
    /// ``Source/own`` or ``Source/model``.
    package let source: Source
    /// The question. Its id is a ``QuestionID``.
    package var question: BankQuestion
    /// When it was made.
    package let created: Instant
    /// When it was changed last.
    package var updated: Instant

    static let columns = "id, owner, source, body, created_at, updated_at"

    /// A question of an owner.
    package init(owner: String, source: Source, question: BankQuestion, created: Instant) {
        self.owner = owner
        self.source = source
        self.question = question
        self.created = created
        updated = created
    }

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        owner = try row.text("owner")
        source = try row.choice("source")
        let place = Self.place(try row.text("id"))
        question = try Self.question(try connection.opened(try row.text("body"), from: place))
        created = try row.time("created_at")
        updated = try row.time("updated_at")
    }

    private static func question(_ text: String) throws(StorageError) -> BankQuestion {
        do { return try JSONDecoder().decode(BankQuestion.self, from: Data(text.utf8)) } catch {
            throw StorageError(.corrupt, "A stored question cannot be read.")
        }
    }

    /// The question as it is stored.
    ///
    /// - Parameter key: the owner's, asked for before the transaction; nil where nothing is sealed.
    func body(sealed key: DataKey?) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(question), as: UTF8.self)
        return try SealedText.stored(text, with: key, for: Self.place(question.id))
    }

    /// Where its body stands, for what seals it.
    static func place(_ id: String) -> String { "questions/\(id)" }
}
