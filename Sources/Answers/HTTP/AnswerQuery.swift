import Core
import Database
package import FoundationEssentials
import HTTPKit
import Hummingbird
package import Model

/// The filters of a list, from its query. An unknown name is refused: a typing error must not show other answers than those meant.
struct AnswerQuery: Sendable {
    /// The names of the filters, in the order of the docs.
    static let names = [
        "status", "role", "language", "question", "rubric", "since", "until", "degraded", "problem", "externalId",
        "engine", "search", "starred",
    ]

    /// The most characters a filter has.
    static let mostCharacters = 500

    /// Which answers.
    private(set) var filter = AnswerFilter()
    /// The filters as they were sent, for the address of the next page.
    private(set) var sent: [(name: String, value: String)] = []

    /// Reads a query. Throws `request.invalid`.
    ///
    /// - Parameter others: names that are not filters.
    init(_ request: Request, others: Set<String> = []) throws(WebError) {
        try self.init(try request.queryFields(), others: others)
    }

    /// Reads names with their values.
    init(_ fields: [(name: String, value: String)], others: Set<String> = []) throws(WebError) {
        for (name, value) in fields {
            if others.contains(name) { continue }
            try take(name, value, others)
            sent.append((name, value))
        }
    }

    private mutating func take(_ name: String, _ value: String, _ others: Set<String>) throws(WebError) {
        guard value.unicodeScalars.count <= Self.mostCharacters else {
            throw WebError(.invalid, "A filter wants at most \(Self.mostCharacters) characters.")
        }
        guard !value.unicodeScalars.contains("\0") else {
            throw WebError(.invalid, "No text has the character U+0000.")
        }
        switch name {
        case "status":
            guard let status = AnswerStatus(rawValue: value) else {
                throw WebError(
                    .invalid,
                    "status wants one of \(AnswerStatus.allCases.map(\.rawValue).joined(separator: ", "))."
                )
            }
            filter.status = status
        case "role": filter.role = value
        case "language": filter.language = value
        case "question": filter.question = value
        case "rubric": filter.rubric = value
        case "since": filter.since = try Self.time(value, name)
        case "until": filter.until = try Self.time(value, name)
        case "degraded": filter.degraded = try Self.flag(value, name)
        case "problem": filter.problem = value
        case "externalId": filter.externalId = value
        case "engine": filter.engine = value
        case "search": filter.search = value
        case "starred": filter.starred = try Self.flag(value, name)
        default:
            throw WebError(
                .invalid,
                "There is no field \"\(name.prefix(64))\"; known are \((Self.names + others.sorted()).joined(separator: ", "))."
            )
        }
    }

    /// A flag of a query.
    static func flag(_ text: String, _ name: String) throws(WebError) -> Bool {
        switch text {
        case "true": return true
        case "false": return false
        default: throw WebError(.invalid, "\(name) wants true or false.")
        }
    }

    private static func time(_ text: String, _ name: String) throws(WebError) -> Date {
        // A plus sign in a query is a blank by the time it arrives.
        let text = text.replacing(" ", with: "+")
        guard let date = try? Date(text, strategy: .iso8601), isOnCalendar(text, date) else {
            throw WebError(.invalid, "\(name) wants a time like 2026-01-31T00:00:00Z.")
        }
        return date
    }

    /// Whether a time says what it means: a day that is not on the calendar, or an hour past 23, would be read as another time.
    static func isOnCalendar(_ text: String, _ date: Date) -> Bool {
        guard let match = text.firstMatch(of: /^(\d{4,6})-?(\d\d)-?(\d\d)[Tt](\d\d):?(\d\d):?(\d\d)/),
            let month = Int(match.2), let day = Int(match.3), let year = Int(match.1), let hour = Int(match.4),
            let minute = Int(match.5), let second = Int(match.6)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...days[max(0, min(11, month - 1))]).contains(day) && hour < 24
            && minute < 60
            && second < 60
    }
}

/// A page of answers as a client sees it: the resource without its heavy parts.
package struct AnswerList: Sendable, Codable {
    /// The answers, newest first.
    package var answers: [Answer]
    /// What to send as `cursor` for the next page; absent on the last one.
    package var nextCursor: String?
}

/// One score an answer ever had.
package struct AnswerVersion: Sendable, Hashable, Codable {
    /// Hash of everything it depends on.
    package var fingerprint: String
    /// Whether it is the one that counts.
    package var isCurrent: Bool
    /// When it was made.
    package var createdAt: Date
    /// The whole evaluation.
    package var evaluation: Evaluation

    /// A version from a stored artifact.
    ///
    /// - Throws: `storage.corrupt`.
    package init(_ artifact: Artifact, isCurrent: Bool) throws {
        let verdict: Verdict = try StoredJSON.value(from: artifact.payload)
        fingerprint = artifact.fingerprint
        self.isCurrent = isCurrent
        createdAt = artifact.created.date
        evaluation = verdict.evaluation
    }
}
