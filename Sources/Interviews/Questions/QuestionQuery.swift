import Core
package import HTTPKit
package import Hummingbird
package import Questions

/// The query of `GET /v1/questions`. An unknown name is refused: a typing error must not show other questions than those meant.
package struct QuestionQuery: Sendable {
    /// The names, in the order of the docs.
    static let names = [
        "role", "kind", "level", "difficulty", "skill", "family", "source", "list", "q", "limit", "cursor",
    ]
    /// Most characters of a value.
    static let mostCharacters = 500
    /// Most questions of a page.
    package static let maxPage = 200

    /// The job they are for.
    package var role: String?
    /// Kind, level, difficulty, skills and family.
    package var filter = QuestionFilter()
    /// Words to search for.
    package var words: String?
    /// Only questions of this list; nil for all.
    package var list: QuestionListID?
    /// Only these questions; what ``list`` was read as.
    var ids: Set<String>?
    /// Where they are from; nil for everywhere.
    package var source: StoredQuestion.Source?
    /// How many.
    package var limit = 50
    /// How many to leave out first.
    package var offset = 0

    /// Everything.
    package init() {}

    /// Reads a query.
    ///
    /// - Throws: `request.invalid`.
    package init(_ request: Request) throws(WebError) {
        for (name, value) in try request.queryFields() { try take(name, value) }
    }

    private mutating func take(_ name: String, _ value: String) throws(WebError) {
        guard value.unicodeScalars.count <= Self.mostCharacters, !value.unicodeScalars.contains("\0") else {
            throw WebError(.invalid, "\(name.prefix(64)) wants at most \(Self.mostCharacters) characters.")
        }
        switch name {
        case "role": role = value.isEmpty ? nil : value
        case "kind": filter.kinds = [try Self.choice(value, name)]
        case "level": filter.level = try Self.choice(value, name)
        case "difficulty": filter.difficulties = [try Self.choice(value, name)]
        case "skill": filter.skills = value.split(separator: ",").prefix(20).map(String.init)
        case "family": filter.families = [value]
        case "source": source = try Self.choice(value, name)
        case "list":
            guard let id = QuestionListID(value) else {
                throw WebError(.invalid, "list wants the id of a list (lst_…).")
            }
            list = id
        case "q": words = value
        case "limit":
            guard let number = Int(value), (1...Self.maxPage).contains(number) else {
                throw WebError(.invalid, "limit wants a whole number from 1 to \(Self.maxPage).")
            }
            limit = number
        case "cursor":
            guard value.hasPrefix("n"), let number = Int(value.dropFirst()), (0...1_000_000).contains(number) else {
                throw WebError(.invalid, "cursor wants a value that an earlier page gave.")
            }
            offset = number
        default:
            throw WebError(
                .invalid,
                "There is no filter \"\(name.prefix(64))\"; known are \(Self.names.joined(separator: ", "))."
            )
        }
    }

    private static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ value: String,
        _ name: String
    ) throws(WebError) -> Choice {
        guard let choice = Choice(rawValue: value) else {
            let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw WebError(.invalid, "\(name) wants one of \(known).")
        }
        return choice
    }
}
