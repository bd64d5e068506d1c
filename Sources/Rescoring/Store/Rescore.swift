package import Core
package import Database
package import Events
package import Jobs
package import Model

/// One re-scoring of stored answers: what was asked, and how far it is.
package struct Rescore: Sendable, Hashable {
    /// Where it stands.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// A worker works on it.
        case running
        /// No worker works on it until it is resumed.
        case paused
        /// Cancelled; what was scored stays.
        case cancelled
        /// Every answer was looked at.
        case done

        /// The states that a request may ask for.
        package var next: Set<State> {
            switch self {
            case .running: [.paused, .cancelled, .done]
            case .paused: [.running, .cancelled]
            case .cancelled, .done: []
            }
        }
    }

    /// Its identifier.
    package var id: RescoreID
    /// Where it stands.
    package var state: State
    /// Why it is paused; empty when a request asked for it.
    package var note: String
    /// Which answers.
    package var selection: RescoreSelection
    /// What is done anew.
    package var plan: RescorePlan
    /// How hard it works.
    package var limits: RescoreLimits
    /// How many answers fit; nil until they were counted.
    package var total: Int?
    /// Answers whose new results count now.
    package var done: Int
    /// Answers of which nothing had to be done anew; part of ``done``.
    package var unchanged: Int
    /// Answers that keep their old results because something failed.
    package var failed: Int
    /// Calls of services outside so far.
    package var calls: Int
    /// Answers whose new judge abstained.
    package var abstained: Int
    /// The changes of the score so far, added up in thousandths of a point, and how many there are.
    package var changes: (sum: Int, count: Int) { (changeSum, changeCount) }
    /// Where its results stand.
    package var standing: RescoreStanding
    /// How its answers were chosen, when they are a sample.
    package var sample: RescoreSample?
    /// When its first answer was begun.
    package var started: Instant?
    /// Since when it is paused.
    package var paused: Instant?
    /// How long it was paused before, in milliseconds.
    package var pausedMs: Int
    private var changeSum: Int
    private var changeCount: Int
    /// Counts the changes.
    package var revision: Int
    /// When it was asked for.
    package var created: Instant
    /// When it ended.
    package var finished: Instant?

    static let columns = """
        id, state, note, selection, plan, limits, total, done, unchanged, failed, calls, revision, created_at, finished_at, \
        standing, sample, started_at, paused_at, paused_ms, abstained, change_sum, change_count
        """

    init(row: SQLRow) throws(StorageError) {
        guard let id = RescoreID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored re-scoring has no valid identifier.")
        }
        self.id = id
        state = try row.choice("state")
        note = try row.text("note")
        selection = try StoredJSON.value(from: try row.text("selection"))
        plan = try StoredJSON.value(from: try row.text("plan"))
        limits = try StoredJSON.value(from: try row.text("limits"))
        total = try row.optionalInt("total")
        done = try row.int("done")
        unchanged = try row.int("unchanged")
        failed = try row.int("failed")
        calls = try row.int("calls")
        abstained = try row.int("abstained")
        changeSum = try row.int("change_sum")
        changeCount = try row.int("change_count")
        standing = try row.choice("standing")
        sample = try row.optionalText("sample").map { text throws(StorageError) in try StoredJSON.value(from: text) }
        started = try row.optionalTime("started_at")
        paused = try row.optionalTime("paused_at")
        pausedMs = try row.int("paused_ms")
        revision = try row.int("revision")
        created = try row.time("created_at")
        finished = try row.optionalTime("finished_at")
    }

    /// Answers that were looked at before its thresholds count.
    package static let thresholdFrom = 20

    /// Whether it passed one of its thresholds.
    var passesThreshold: Bool {
        let seen = done + failed
        guard seen >= Self.thresholdFrom else { return false }
        if let most = limits.maxFailed, Double(failed) / Double(seen) > most { return true }
        if let most = limits.maxAbstained, Double(abstained) / Double(max(1, done)) > most { return true }
        guard let most = limits.maxDrift, changes.count > 0 else { return false }
        return abs(Double(changes.sum) / Double(changes.count)) / 1_000 > most
    }

    /// How long it was worked on, in milliseconds; nil before it began.
    package func workedMs(at now: Instant) -> Int? {
        guard let started else { return nil }
        let end = finished ?? paused ?? now
        return max(0, Int(end.milliseconds &- started.milliseconds) - pausedMs)
    }

    /// Answers in a minute so far; nil before there are any.
    package func perMinute(at now: Instant) -> Double? {
        guard done + failed > 0, let worked = workedMs(at: now), worked > 0 else { return nil }
        return Double(done + failed) * 60_000 / Double(worked)
    }

    /// How long the rest takes at the same rate, in milliseconds; nil when it is not known, or when nothing runs.
    package func remainingMs(at now: Instant) -> Int? {
        guard state == .running, let total, let rate = perMinute(at: now) else { return nil }
        return Int(Double(max(0, total - done - failed)) * 60_000 / rate)
    }
}

extension Rescore {
    /// Whether no other change follows by itself.
    package var isOver: Bool { state.next.isEmpty && standing.end == nil }

    /// That it changed, for those who follow it.
    package var event: Event {
        Event(
            topic: id.rawValue,
            sequence: revision,
            payload: #"{"state":"\#(state.rawValue)"}"#,
            isLast: isOver
        )
    }
}

extension RescoreStore {
    /// Where re-scorings stand, for those who follow them.
    package var topics: TopicReader {
        TopicReader(prefix: RescoreKind.prefix + "_") { [database] topics in
            let places = Places(topics)
            return try await database.read { connection in
                try connection.execute(
                    "SELECT \(Rescore.columns) FROM rescores WHERE id IN \(places.text)",
                    places.values
                ).map { row in try Rescore(row: row).event }
            }
        }
    }
}

/// The kind of a re-scoring's identifier.
package enum RescoreKind: IdentifierKind {
    package static let prefix = "rsc"
}

/// The identifier of a re-scoring, `rsc_…`.
package typealias RescoreID = Identifier<RescoreKind>

/// One answer of a re-scoring, as its job names it.
package struct RescoreItem: Sendable, Hashable {
    /// The job that works on it; its claim fences every write.
    package let job: Job
    /// The re-scoring.
    package let rescore: RescoreID
    /// The answer.
    package let answer: AnswerID

    /// The item of a job of the kind `rescore.answer`; nil for a job that names none.
    package init?(_ job: Job) {
        guard let rescore = RescoreID(job.subject), let name = job.uniqueKey?.split(separator: "/").last,
            let answer = AnswerID(String(name))
        else { return nil }
        self.job = job
        self.rescore = rescore
        self.answer = answer
    }

    /// The unique key of the job that scores an answer again.
    static func key(_ rescore: RescoreID, _ answer: AnswerID) -> String { "\(rescore.rawValue)/\(answer.rawValue)" }
}

/// How hard a re-scoring works, over all processes together.
package struct RescoreLimits: Sendable, Hashable, Codable {
    /// Answers at the same time, 1–64.
    package var concurrency: Int
    /// Answers begun in a minute; nil for no limit.
    package var perMinute: Int?
    /// Calls of services outside, in all; when they are spent the re-scoring pauses. Nil for no limit.
    package var maxCalls: Int?
    /// The largest share of answers that may fail, 0–1; more pauses it. Nil for any.
    package var maxFailed: Double?
    /// The largest share of answers whose judge may abstain, 0–1.
    package var maxAbstained: Double?
    /// The largest mean change of the score, up or down, in points.
    package var maxDrift: Double?

    /// Limits.
    package init(
        concurrency: Int = 4,
        perMinute: Int? = nil,
        maxCalls: Int? = nil,
        maxFailed: Double? = nil,
        maxAbstained: Double? = nil,
        maxDrift: Double? = nil
    ) {
        self.maxFailed = maxFailed
        self.maxAbstained = maxAbstained
        self.maxDrift = maxDrift
        self.concurrency = max(1, min(concurrency, 64))
        self.perMinute = perMinute.map { max(1, $0) }
        self.maxCalls = maxCalls.map { max(0, $0) }
    }
}

/// What became of one answer of a re-scoring.
package struct RescoreOutcome: Sendable, Hashable {
    /// The answer.
    package var answer: AnswerID
    /// Its score before, as JSON; nil when there was none.
    package var before: String?
    /// Its score after, as JSON; nil when there is none.
    package var after: String?
    /// The code of what failed; nil when nothing did.
    package var code: String?
    /// What was asked.
    package var question: Question?
    /// BCP 47 tag, as it was sent.
    package var language: String?
    /// The mean of the scores people gave it; nil when none did.
    package var human: Double?

    /// What became of an answer.
    package init(answer: AnswerID, before: String?, after: String?, code: String? = nil) {
        self.answer = answer
        self.before = before
        self.after = after
        self.code = code
    }
}

/// An answer of a re-scoring that keeps its old results.
package struct RescoreFailure: Sendable, Hashable, Codable {
    /// The answer.
    package var answer: String
    /// A code of the error table.
    package var code: String
    /// One sentence.
    package var detail: String

    /// A failure.
    package init(answer: String, code: String, detail: String) {
        self.answer = answer
        self.code = code
        self.detail = detail
    }
}

/// What is done anew. What is not set is as the settings of the process that does it say.
package struct RescorePlan: Sendable, Hashable, Codable {
    /// The stages before this one are taken as they are, whatever they were made with; nil takes what still fits.
    package var from: Stage?
    /// Name of the rubric to judge by.
    package var rubric: String?
    /// The rubric's file as it was when the re-scoring began.
    package var rubricText: String?
    /// Who judges.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// Who hears the words.
    package var transcriber: String?
    /// With which model.
    package var transcriberModel: String?
    /// Whether what is judged is judged again though nothing it depends on changed; nil means no.
    package var force: Bool?
    /// Whether the results are kept beside those that count; nil means no.
    package var shadow: Bool?

    /// A plan.
    package init(
        from: Stage? = nil,
        rubric: String? = nil,
        rubricText: String? = nil,
        engine: String? = nil,
        model: String? = nil,
        transcriber: String? = nil,
        transcriberModel: String? = nil,
        force: Bool? = nil,
        shadow: Bool? = nil
    ) {
        self.force = force
        self.shadow = shadow
        self.from = from
        self.rubric = rubric
        self.rubricText = rubricText
        self.engine = engine
        self.model = model
        self.transcriber = transcriber
        self.transcriberModel = transcriberModel
    }
}

/// What stops a re-scoring rather than one of its answers.
package typealias RescoreError = ModuleError<RescoreErrorCode>

/// The codes of ``RescoreError``; each is a row of ``ErrorTable``.
package enum RescoreErrorCode: String, ErrorCode {
    /// The calls it was allowed are spent.
    case budget = "rescore.budget"
    /// It passed a threshold it was given.
    case threshold = "rescore.threshold"
}
