import Core
import Database
package import FoundationEssentials
package import Model

/// Which answers a list shows: those that fit everything that is set.
package struct AnswerFilter: Sendable, Hashable {
    /// Where they stand.
    package var status: AnswerStatus?
    /// The role the question was asked for, in any case.
    package var role: String?
    /// The language of the answer, as it was sent, in any case.
    package var language: String?
    /// A piece of the question's text, in any case.
    package var question: String?
    /// The rubric of the score that counts now, by its name, in any case.
    package var rubric: String?
    /// Accepted at this time or later.
    package var since: Date?
    /// Accepted before this time.
    package var until: Date?

    /// Every answer.
    package init() {}
}

/// What a filter leaves of the answers a principal sees, as SQL on `answers a`.
struct AnswerConditions {
    private(set) var tables = "answers a"
    private(set) var conditions: [String] = []
    private(set) var values: [SQLValue] = []

    init(_ filter: AnswerFilter, _ principal: Principal, dialect: Dialect) {
        func submission(_ path: String...) -> String {
            path.count == 1
                ? dialect.text(in: "a.submission", at: path[0]) : dialect.text(in: "a.submission", at: path[0], path[1])
        }
        if let owner = principal.ownerCondition { add("a.owner = \(bind(.text(owner)))") }
        // Written out, as the planners find the index of a status by it.
        if let status = filter.status { add("a.status = '\(status.rawValue)'") }
        if let since = filter.since { add("a.created_at >= \(bind(.time(Instant(since))))") }
        if let until = filter.until { add("a.created_at < \(bind(.time(Instant(until))))") }
        if let role = filter.role {
            add("LOWER(\(submission("question", "role"))) = \(bind(.text(role.lowercased())))")
        }
        if let language = filter.language {
            add("LOWER(\(submission("language"))) = \(bind(.text(language.lowercased())))")
        }
        if let question = filter.question {
            let pattern = "%" + Self.literal(question.lowercased()) + "%"
            add("LOWER(\(submission("question", "text"))) LIKE \(bind(.text(pattern))) ESCAPE '!'")
        }
        if let rubric = filter.rubric {
            // The index gives those whose name begins so; what is asked for may say more.
            add("a.rubric = \(bind(.text(AnswerRubric.name(rubric))))")
            tables += """
                 JOIN results r ON r.answer = a.id AND r.stage = 'evaluate'
                JOIN artifacts e ON e.answer = a.id AND e.stage = 'evaluate' AND e.fingerprint = r.fingerprint
                """
            let used = "LOWER(\(dialect.text(in: "e.payload", at: "evaluation", "rubric")))"
            let name = rubric.lowercased()
            // Results carry the name with version and hash.
            let pattern = bind(.text(Self.literal(name) + " %"))
            add("(\(used) = \(bind(.text(name))) OR \(used) LIKE \(pattern) ESCAPE '!')")
        }
    }

    /// Only what comes after a place in the list.
    mutating func go(on cursor: AnswerPage.Cursor) {
        let (created, id) = (bind(.time(cursor.created)), bind(.text(cursor.id.rawValue)))
        add("(a.created_at, a.id) < (\(created), \(id))")
    }

    /// The place of one more value.
    mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// All conditions; empty when there are none.
    var filter: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    private mutating func add(_ condition: String) { conditions.append(condition) }

    /// A text that stands for itself in a LIKE.
    private static func literal(_ text: String) -> String {
        text.replacing("!", with: "!!").replacing("%", with: "!%").replacing("_", with: "!_")
    }
}
