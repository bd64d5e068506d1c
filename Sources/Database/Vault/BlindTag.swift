import Core
import FoundationEssentials

/// A blind index: what stands in a column in the place of a text that is sealed, so that the same text is found again. It is a keyed
/// digest (HMAC-SHA-256, 128 bits of it) under a key that follows from the owner's: equal texts of one owner have one tag, those of two
/// owners have nothing in common, and without the owner's key no guess can be tried.
package enum BlindTag {
    /// What a tag is of: the same text has another tag for each. The raw values are part of what is digested and never change.
    package enum Kind: String, Sendable {
        case question = "answers/question"
        case role = "answers/role"
        case externalID = "answers/external_id"
        case knowledgeWord = "knowledge_words/word"
        case knowledgeCollection = "knowledge_documents/collection"
        case knowledgeHash = "knowledge_documents/hash"
    }

    /// Most stand-ins of one text that are looked at one by one.
    private static let few = 8

    /// The values of a column that stand for a text: itself, where it was not sealed, and its tags.
    ///
    /// - Parameters:
    ///   - owner: whose rows are looked for; nil for those of every owner.
    ///   - column: table and column with an index that begins with it. Values that no row has are left out, unless there are very many.
    package static func standIns(
        for text: String,
        as kind: Kind,
        of owner: String?,
        in column: (table: StaticString, name: StaticString),
        _ connection: any SQLConnection
    ) throws(StorageError) -> [String] {
        var found = [text]
        for key in try connection.vault?.keys(of: owner, in: connection) ?? [] {
            found.append(key.tag(of: text, as: kind))
        }
        // Without a vault there is nothing to choose from.
        guard found.count > 1, found.count <= few else { return found }
        var standing: [String] = []
        for value in found {
            let rows = try connection.execute(
                "SELECT 1 AS one FROM \(column.table) WHERE \(column.name) = $1 LIMIT 1",
                [.text(value)]
            )
            if !rows.isEmpty { standing.append(value) }
        }
        return standing
    }
}

extension Dialect {
    /// The condition that a column has one of some texts, as SQL. It takes one place, whatever their number.
    ///
    /// - Parameter bind: gives the place of one more value.
    package func isOne(
        of texts: [String],
        _ column: String,
        _ bind: (SQLValue) -> String
    ) throws(StorageError) -> String {
        guard let first = texts.first else { return "1 = 0" }
        guard texts.count > 1 else { return "\(column) = \(bind(.text(first)))" }
        let list = bind(.text(try StoredJSON.text(texts)))
        return self == .sqlite
            ? "\(column) IN (SELECT value FROM json_each(\(list)))"
            : "\(column) IN (SELECT json_array_elements_text(\(list)::json))"
    }
}
