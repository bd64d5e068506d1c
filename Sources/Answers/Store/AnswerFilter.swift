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
    /// Whether they ended without a stage.
    package var degraded: Bool?
    /// The code of why they failed, or of a stage they ended without.
    package var problem: String?
    /// The client's own name.
    package var externalId: String?
    /// Who judged, in any case.
    package var engine: String?
    /// Whether working on them again may help: they failed, or ended without a stage, for a cause that can go away.
    package var retryable: Bool?
    /// A piece of the question's text or of the answer's own name, in any case.
    package var search: String?
    /// Whether their speaker starred them.
    package var starred: Bool?
    /// These answers only.
    package var ids: [AnswerID]?

    /// Every answer.
    package init() {}
}

/// What a filter leaves of the answers a principal sees, as SQL on `answers a`.
struct AnswerConditions {
    let tables = "answers a"
    private(set) var conditions: [String] = []
    private(set) var values: [SQLValue] = []

    /// What a filter leaves. Texts that are sealed are looked up first, by the keys of whom the principal sees.
    init(_ filter: AnswerFilter, _ principal: Principal, in connection: any SQLConnection) throws(StorageError) {
        let dialect = connection.dialect
        let owner = principal.ownerCondition
        if let owner { add("a.owner = \(bind(.text(owner)))") }
        // Written out, as the planners find the index of a status by it.
        if let status = filter.status { add("a.status = '\(status.rawValue)'") }
        if let since = filter.since { add("a.created_at >= \(bind(.time(Instant(since))))") }
        if let until = filter.until { add("a.created_at < \(bind(.time(Instant(until))))") }
        if let role = filter.role {
            add(try SentTexts.condition(role: role, of: owner, in: connection) { bind($0) })
        }
        if let language = filter.language {
            let sent = dialect.text(in: "a.submission", at: "language")
            add("LOWER(\(sent)) = \(bind(.text(language.lowercased())))")
        }
        if let question = filter.question {
            add(try SentTexts.condition(question: question, of: owner, in: connection) { bind($0) })
        }
        if let search = filter.search {
            let isAsked = try SentTexts.condition(question: search, of: owner, in: connection) { bind($0) }
            let isNamed = try AnswerLabel.condition(name: search, of: owner, in: connection) { bind($0) }
            add("(\(isAsked) OR \(isNamed))")
        }
        // Written out, as the planners find the index of stars by it.
        if let starred = filter.starred { add("a.starred = \(starred ? 1 : 0)") }
        if let rubric = filter.rubric {
            // The index gives those whose name begins so; what is asked for may say more.
            add("a.rubric = \(bind(.text(AnswerRubric.name(rubric))))")
            let used = "LOWER(a.judged_by)"
            let name = rubric.lowercased()
            // Results carry the name with version and hash.
            let pattern = bind(.text(SentTexts.literal(name) + " %"))
            add("(\(used) = \(bind(.text(name))) OR \(used) LIKE \(pattern) ESCAPE '!')")
        }
        if let name = filter.externalId {
            add(try SentTexts.condition(externalID: name, of: owner, in: connection) { bind($0) })
        }
        addFacts(filter)
    }

    /// What a list says of results, kept in columns.
    private mutating func addFacts(_ filter: AnswerFilter) {
        // Without a table's name, as the index has it; there is one table.
        if let degraded = filter.degraded { add(degraded ? AnswerFacts.isDegraded : "NOT \(AnswerFacts.isDegraded)") }
        if let problem = filter.problem {
            let code = bind(.text(problem))
            let columns = ["problem_code", "lost_transcribe", "lost_evaluate", "lost_emotion"]
            add("(" + columns.map { "a.\($0) = \(code)" }.joined(separator: " OR ") + ")")
        }
        if let engine = filter.engine { add("LOWER(a.engine) = \(bind(.text(engine.lowercased())))") }
        if filter.retryable == true {
            let lasting = ErrorTable.rows.map(\.code).filter { !AnswerFacts.isRetryable($0) }
            let places = lasting.map { bind(.text($0)) }.joined(separator: ", ")
            add(
                """
                (a.status = 'failed' AND a.problem_code NOT IN (\(places))
                    OR a.status = 'done' AND \(AnswerFacts.isDegraded))
                """
            )
        }
        if let ids = filter.ids {
            let places = ids.map { bind(.text($0.rawValue)) }.joined(separator: ", ")
            add(ids.isEmpty ? "1 = 0" : "a.id IN (\(places))")
        }
    }

    /// Only what comes after a place in the list.
    mutating func go(on cursor: AnswerPage.Cursor, _ sort: AnswerSort = .newest) {
        let (place, id) = (bind(.time(cursor.created)), bind(.text(cursor.id.rawValue)))
        add("(\(sort.key), a.id) \(sort.isDescending ? "<" : ">") (\(place), \(id))")
    }

    /// The place of one more value.
    mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// All conditions; empty when there are none.
    var filter: String { conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ") }

    private mutating func add(_ condition: String) { conditions.append(condition) }
}
