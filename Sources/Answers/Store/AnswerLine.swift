package import Core
import Database
package import FoundationEssentials
package import Model

/// An answer as a list shows it, read from columns: no result and nothing of what was sent but the question.
package struct AnswerLine: Sendable, Hashable, Codable {
    /// Its identifier.
    package var id: AnswerID
    /// Where it stands.
    package var status: AnswerStatus
    /// The step it is at.
    package var stage: Stage
    /// What to call it: its own name, else the question, or when there was none, who answers and when.
    package var title: String
    /// What was asked.
    package var question: Question
    /// Who speaks.
    package var candidate: String?
    /// When it was accepted.
    package var createdAt: Date
    /// When it last changed.
    package var updatedAt: Date
    /// When it was done or failed.
    package var finishedAt: Date?
    /// Why it failed.
    package var problem: Answer.Problem?
    /// The score that counts, 0–100.
    package var score: Double?
    /// Lowest and highest score over the runs of a model, or as far as rules could judge.
    package var scoreRange: ScoreRange?
    /// Whether the recording is good enough: `good`, `fair` …
    package var verdict: String?
    /// Length of the recording.
    package var durationMs: Int?
    /// BCP 47 tag, as it was sent.
    package var language: String
    /// Name and version of the rubric of the score.
    package var rubric: String?
    /// Who judged.
    package var engine: String?
    /// Whether it ended without a stage.
    package var degraded: Bool
    /// The stages it ended without.
    package var problems: [Answer.StageProblem]
    /// The client's own name for it.
    package var externalId: String?
    /// What its speaker calls it.
    package var name: String?
    /// Whether its speaker starred it.
    package var starred: Bool
    /// What the client keeps with it.
    package var metadata: [String: String]?
    /// Empty; a list shows no results.
    package var provenance: [Provenance] = []
    /// Empty; a list shows no results.
    package var notes: [String] = []

    private static let longestTitle = 120

    static let columns = """
        a.id, a.status, a.stage, \(SentTexts.columns), a.created_at, a.updated_at, a.finished_at, a.problem_code, \
        a.problem_detail, a.score, a.score_low, a.score_high, a.verdict, a.duration_ms, a.language, a.judged_by, a.engine, \
        a.lost_transcribe, a.lost_evaluate, a.lost_emotion, a.own_name, a.starred
        """

    init(row: SQLRow, in connection: any SQLConnection) throws(StorageError) {
        guard let id = AnswerID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored answer has no valid identifier.")
        }
        self.id = id
        status = try row.choice("status")
        stage = try row.choice("stage")
        let sent = try SentTexts(row: row, in: connection)
        (question, candidate) = (sent.question, sent.candidate)
        (externalId, metadata) = (sent.externalId, sent.metadata)
        createdAt = try row.time("created_at").date
        updatedAt = try row.time("updated_at").date
        finishedAt = try row.optionalTime("finished_at")?.date
        if let code = try row.optionalText("problem_code") {
            problem = Answer.Problem(code: code, detail: try row.text("problem_detail"))
        }
        score = try row.optionalInt("score").map(Self.points)
        if let low = try row.optionalInt("score_low"), let high = try row.optionalInt("score_high") {
            scoreRange = ScoreRange(low: Self.points(low), high: Self.points(high))
        }
        verdict = try row.optionalText("verdict")
        durationMs = try row.optionalInt("duration_ms")
        language = try row.optionalText("language") ?? "en-US"
        rubric = try row.optionalText("judged_by").flatMap { $0.isEmpty ? nil : $0 }
        engine = try row.optionalText("engine")
        problems = AnswerFacts.problems(
            transcribe: try row.optionalText("lost_transcribe"),
            evaluate: try row.optionalText("lost_evaluate"),
            emotion: try row.optionalText("lost_emotion")
        )
        degraded = !problems.isEmpty
        let label = try AnswerLabel(row: row, in: connection)
        (name, starred) = (label.name, label.starred)
        title = label.name ?? Self.title(question.text, candidate: candidate, createdAt)
    }

    /// A stored score in points.
    package static func points(_ thousandths: Int) -> Double { Double(thousandths) / 1_000 }

    private static func title(_ question: String, candidate: String?, _ created: Date) -> String {
        guard !question.isEmpty else {
            return "\(candidate ?? "Answer"), \(created.formatted(.iso8601.year().month().day()))"
        }
        return question.count <= longestTitle ? question : question.prefix(longestTitle - 1) + "…"
    }
}

/// The order of a list.
package enum AnswerSort: String, Sendable, Hashable, CaseIterable {
    case newest = "-createdAt"
    case oldest = "createdAt"
    case lastChanged = "-updatedAt"
    case firstChanged = "updatedAt"
    case best = "-score"
    case worst = "score"

    /// What the rows are sorted by, as SQL on `answers a`: whole numbers, indexed.
    var key: String {
        switch self {
        case .newest, .oldest: "a.created_at"
        case .lastChanged, .firstChanged: "a.updated_at"
        case .best, .worst: "COALESCE(a.score, -1)"
        }
    }

    /// Whether the largest come first.
    var isDescending: Bool { rawValue.hasPrefix("-") }

    /// The place of a line in this order.
    func place(_ line: AnswerLine) -> Int64 {
        switch self {
        case .newest, .oldest: Instant(line.createdAt).milliseconds
        case .lastChanged, .firstChanged: Instant(line.updatedAt).milliseconds
        case .best, .worst: line.score.map { Int64(($0 * 1_000).rounded()) } ?? -1
        }
    }
}

/// A page of lines, as clients get it.
package struct AnswerLines: Sendable, Hashable, Codable {
    /// The answers, in the order that was asked for.
    package var answers: [AnswerLine]
    /// What to send as `cursor` for the next page; absent on the last one.
    package var nextCursor: String?
    /// How many answers fit the filters, when that was asked for.
    package var total: Int?
}

extension AnswerStore {
    /// The answers a principal sees, in an order, at most `limit` (1…``maxPage``).
    ///
    /// - Parameter counting: whether to count all that fit, which takes longer the more there are.
    package func lines(
        as principal: Principal,
        limit: Int,
        after cursor: AnswerPage.Cursor? = nil,
        filter: AnswerFilter = AnswerFilter(),
        sort: AnswerSort = .newest,
        counting: Bool = false
    ) async throws -> AnswerLines {
        let limit = max(1, min(limit, Self.maxPage))
        return try await database.read { connection in
            var wanted = try AnswerConditions(filter, principal, in: connection)
            var total: Int?
            if counting {
                total = try connection.execute(
                    "SELECT COUNT(*) AS number FROM \(wanted.tables)\(wanted.filter)",
                    wanted.values
                ).first?.int("number")
            }
            if let cursor { wanted.go(on: cursor, sort) }
            let most = wanted.bind(.int(limit + 1))
            let direction = sort.isDescending ? "DESC" : "ASC"
            let rows = try connection.execute(
                """
                SELECT \(AnswerLine.columns) FROM \(wanted.tables)\(wanted.filter)
                ORDER BY \(sort.key) \(direction), a.id \(direction) LIMIT \(most)
                """,
                wanted.values
            )
            let lines = try rows.prefix(limit).map { row in try AnswerLine(row: row, in: connection) }
            let next = rows.count > limit ? lines.last : nil
            return AnswerLines(
                answers: lines,
                nextCursor: next.map {
                    AnswerPage.Cursor(created: Instant(milliseconds: sort.place($0)), id: $0.id).text
                },
                total: total
            )
        }
    }

    /// The ids of answers that fit, oldest first, at most `limit`.
    package func ids(as principal: Principal, _ filter: AnswerFilter, limit: Int) async throws -> (
        ids: [AnswerID], total: Int
    ) {
        try await database.read { connection in
            var wanted = try AnswerConditions(filter, principal, in: connection)
            let total = try connection.execute(
                "SELECT COUNT(*) AS number FROM \(wanted.tables)\(wanted.filter)",
                wanted.values
            ).first?.int("number")
            let most = wanted.bind(.int(limit))
            let rows = try connection.execute(
                "SELECT a.id FROM \(wanted.tables)\(wanted.filter) ORDER BY a.created_at, a.id LIMIT \(most)",
                wanted.values
            )
            return (try rows.compactMap { row in AnswerID(try row.text("id")) }, total ?? 0)
        }
    }

    /// What a principal's answers amount to in a span of time.
    package func usage(as principal: Principal, since: Instant, until: Instant) async throws -> AnswerUsage {
        try await database.read { connection in
            let owner = OwnerCondition(principal, after: 2)
            let rows = try connection.execute(
                """
                SELECT status, COUNT(*) AS number, SUM(COALESCE(duration_ms, 0)) AS sound,
                    SUM(CASE WHEN \(AnswerFacts.isDegraded) THEN 1 ELSE 0 END) AS degraded
                FROM answers WHERE created_at >= $1 AND created_at < $2\(owner.text) GROUP BY status
                """,
                [.time(since), .time(until)] + owner.values
            )
            var usage = AnswerUsage(since: since.date, until: until.date)
            for row in rows {
                let number = try row.int("number")
                usage.byStatus[try row.text("status")] = number
                usage.answers += number
                usage.audioMs += Int(try row.text(orNumber: "sound"))
                usage.degraded += Int(try row.text(orNumber: "degraded"))
            }
            return usage
        }
    }
}

extension SQLRow {
    /// A sum: PostgreSQL gives sums of whole numbers as text.
    fileprivate func text(orNumber column: String) throws(StorageError) -> Int64 {
        if let number = try? int64(column) { return number }
        return Int64(try text(column)) ?? 0
    }
}

/// What the answers of one owner amount to in a span of time.
package struct AnswerUsage: Sendable, Hashable, Codable {
    /// From this time on.
    package var since: Date
    /// Until before this time.
    package var until: Date
    /// Answers accepted.
    package var answers = 0
    /// Those by status.
    package var byStatus: [String: Int] = [:]
    /// Those that ended without a stage.
    package var degraded = 0
    /// Length of their recordings together.
    package var audioMs = 0
}
