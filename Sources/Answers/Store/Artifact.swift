package import Core
package import Database
package import Jobs
package import Model

/// What one stage left behind for one answer, found again by the fingerprint of everything it depends on.
package struct Artifact: Sendable, Hashable {
    /// The stages that leave something, and the emotion reading that runs beside `evaluate` without being a stage.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case decode, transcribe, analyze, evaluate, report, emotion
    }

    /// The answer.
    package var answer: AnswerID
    /// Which of its results.
    package var kind: Kind
    /// Hash of everything it depends on, hexadecimal.
    package var fingerprint: String
    /// The result as JSON.
    package var payload: String
    /// Who made it.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// How long it took.
    package var durationMs: Int
    /// When it was made.
    package var created: Instant

    /// An artifact.
    package init(
        answer: AnswerID,
        kind: Kind,
        fingerprint: String,
        payload: String,
        engine: String? = nil,
        model: String? = nil,
        durationMs: Int,
        created: Instant
    ) {
        self.answer = answer
        self.kind = kind
        self.fingerprint = fingerprint
        self.payload = payload
        self.engine = engine
        self.model = model
        self.durationMs = max(0, durationMs)
        self.created = created
    }
}

extension Artifact {
    /// Where it stands, for what seals it.
    var place: String { "artifacts/\(answer)/\(kind.rawValue)/\(fingerprint)" }

    /// Its result as it is stored: sealed with its owner's key, and beside that what lists and conditions read of it. What a report's
    /// says, its size and hash, stays as it is.
    func stored(with key: DataKey?) throws(StorageError) -> String {
        guard let key, kind != .report else { return payload }
        let facts = (try? StoredJSON.value(ReadableFacts.self, from: payload)) ?? ReadableFacts()
        let beside = try StoredJSON.text(facts).dropFirst().dropLast()
        return try SealedText.stored(payload, with: key, for: place, beside: String(beside))
    }
}

/// What statements read of a result (``AnswerFacts``, the conditions of re-scorings), under the same names as in the result itself: no
/// words, and of a reading of feelings only that there is one.
private struct ReadableFacts: Codable {
    struct Evaluation: Codable {
        var score: Double?
        var range: [Double]?
        var engine: String?
        var model: String?
        var rubric: String?
    }

    struct Recording: Codable {
        var durationMs: Int?
    }

    struct Quality: Codable {
        var verdict: String?
    }

    struct Problem: Codable {
        var code: String?
    }

    /// Something that is there, whatever it is.
    struct Presence: Codable {
        init(from decoder: any Decoder) {}

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            try container.encode(true)
        }
    }

    var evaluation: Evaluation?
    var recording: Recording?
    var quality: Quality?
    var problem: Problem?
    var primary: Presence?
}

/// The statements on artifacts and on which of them count.
package enum ArtifactRows {
    private static let columns = "answer, stage, fingerprint, payload, engine, model, duration_ms, created_at"

    /// Keeps an artifact; one with the same fingerprint that is there already stays as it is.
    ///
    /// - Parameter key: its owner's, asked for before the transaction; nil where nothing is sealed.
    package static func insert(
        _ artifact: Artifact,
        sealed key: DataKey?,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            INSERT INTO artifacts (\(columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (answer, stage, fingerprint) DO NOTHING
            """,
            [
                .text(artifact.answer.rawValue), .text(artifact.kind.rawValue), .text(artifact.fingerprint),
                .text(try artifact.stored(with: key)), .optional(artifact.engine), .optional(artifact.model),
                .int(artifact.durationMs), .time(artifact.created),
            ]
        )
    }

    /// Makes an artifact the one that counts.
    package static func choose(
        _ artifact: Artifact,
        reused: Bool,
        in connection: any SQLConnection
    ) throws(StorageError) {
        try connection.execute(
            """
            INSERT INTO results (answer, stage, fingerprint, reused) VALUES ($1, $2, $3, $4)
            ON CONFLICT (answer, stage) DO UPDATE SET fingerprint = excluded.fingerprint, reused = excluded.reused
            """,
            [
                .text(artifact.answer.rawValue), .text(artifact.kind.rawValue), .text(artifact.fingerprint),
                .flag(reused),
            ]
        )
        try AnswerFacts.note(artifact, in: connection)
    }

    /// One artifact by its key.
    package static func find(
        _ answer: AnswerID,
        _ kind: Artifact.Kind,
        _ fingerprint: String,
        in connection: any SQLConnection
    ) throws(StorageError) -> Artifact? {
        let rows = try connection.execute(
            "SELECT \(columns) FROM artifacts WHERE answer = $1 AND stage = $2 AND fingerprint = $3",
            [.text(answer.rawValue), .text(kind.rawValue), .text(fingerprint)]
        )
        guard let row = rows.first else { return nil }
        return try artifact(row, in: connection)
    }

    /// All artifacts of a kind, oldest first.
    package static func all(
        _ answer: AnswerID,
        _ kind: Artifact.Kind,
        in connection: any SQLConnection
    ) throws -> [Artifact] {
        try connection.execute(
            "SELECT \(columns) FROM artifacts WHERE answer = $1 AND stage = $2 ORDER BY created_at, fingerprint",
            [.text(answer.rawValue), .text(kind.rawValue)]
        ).map { row in try artifact(row, in: connection) }
    }

    /// Seals the artifacts of an answer that were stored before.
    static func seal(
        _ answer: AnswerID,
        with key: DataKey,
        in connection: any SQLConnection
    ) throws(StorageError) {
        let rows = try connection.execute(
            "SELECT \(columns) FROM artifacts WHERE answer = $1 AND stage <> '\(Artifact.Kind.report.rawValue)'",
            [.text(answer.rawValue)]
        )
        for row in rows where !SealedText.isSealed(try row.text("payload")) {
            let artifact = try artifact(row, in: connection)
            try connection.execute(
                "UPDATE artifacts SET payload = $4 WHERE answer = $1 AND stage = $2 AND fingerprint = $3",
                [
                    .text(answer.rawValue), .text(artifact.kind.rawValue), .text(artifact.fingerprint),
                    .text(try artifact.stored(with: key)),
                ]
            )
        }
    }

    /// The artifacts that count for an answer.
    package static func results(of answer: AnswerID, in connection: any SQLConnection) throws -> [StoredResult] {
        try connection.execute(
            """
            SELECT a.answer, a.stage, a.fingerprint, a.payload, a.engine, a.model, a.duration_ms, a.created_at, r.reused
            FROM results r JOIN artifacts a
                ON a.answer = r.answer AND a.stage = r.stage AND a.fingerprint = r.fingerprint
            WHERE r.answer = $1
            """,
            [.text(answer.rawValue)]
        ).map { row in StoredResult(artifact: try artifact(row, in: connection), reused: try row.int("reused") == 1) }
    }

    private static func artifact(_ row: SQLRow, in connection: any SQLConnection) throws(StorageError) -> Artifact {
        guard let answer = AnswerID(try row.text("answer")) else {
            throw StorageError(.corrupt, "A stored artifact has no valid answer.")
        }
        var artifact = Artifact(
            answer: answer,
            kind: try row.choice("stage"),
            fingerprint: try row.text("fingerprint"),
            payload: try row.text("payload"),
            engine: try row.optionalText("engine"),
            model: try row.optionalText("model"),
            durationMs: try row.int("duration_ms"),
            created: try row.time("created_at")
        )
        artifact.payload = try connection.opened(artifact.payload, from: artifact.place)
        return artifact
    }
}

/// Where one run of an answer finds and leaves its artifacts: a database under a job's claim, or memory for a run without one.
package protocol ArtifactStore: Sendable {
    /// The answer.
    var answer: AnswerID { get }
    /// Names this run and its retries: a result that had to do without a stage counts within them only.
    var run: String { get }
    /// The artifact with a fingerprint.
    func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact?
    /// Keeps a new artifact and moves the answer on, in one transaction.
    func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent?
    /// Makes a kept artifact count and moves the answer on, in one transaction.
    func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent?
    /// The artifacts that count.
    func results() async throws -> [StoredResult]
    /// What makes a result another one though nothing it depends on changed; nil for the rule of fingerprints.
    func salt(_ kind: Artifact.Kind) -> String?
    /// The artifact that a stage takes whatever it would make now; nil for the rule of fingerprints.
    func pinned(_ kind: Artifact.Kind) async throws -> Artifact?
}

extension ArtifactStore {
    package func pinned(_ kind: Artifact.Kind) async throws -> Artifact? { nil }

    package func salt(_ kind: Artifact.Kind) -> String? { nil }
}

/// The artifacts of a claimed job, in the database.
package struct JobArtifacts: ArtifactStore {
    private let ledger: JobLedger
    private let store: AnswerStore

    /// The artifacts written under a job's claim.
    package init(_ database: any SQLDatabase, for job: Job) throws(StorageError) {
        ledger = try JobLedger(database, for: job)
        store = AnswerStore(database)
    }

    package var answer: AnswerID { ledger.answer }

    package var run: String { ledger.job.id.rawValue }

    package func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        try await ledger.find(kind, fingerprint)
    }

    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await ledger.keep(artifact, next: next, at: now)
    }

    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await ledger.reuse(artifact, next: next, at: now)
    }

    package func results() async throws -> [StoredResult] {
        try await store.results(as: .system, of: answer)?.results ?? []
    }
}

/// The artifacts of a run without a database, kept as long as this value.
package actor MemoryArtifacts: ArtifactStore {
    package nonisolated let answer: AnswerID
    package nonisolated let run = "memory"
    private var artifacts: [Artifact] = []
    private var chosen: [Artifact.Kind: StoredResult] = [:]
    private var stage = Stage.upload
    private var sequence = 1

    /// No artifacts yet.
    package init(_ answer: AnswerID) { self.answer = answer }

    package func find(_ kind: Artifact.Kind, _ fingerprint: String) -> Artifact? {
        artifacts.first { $0.kind == kind && $0.fingerprint == fingerprint }
    }

    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? {
        if find(artifact.kind, artifact.fingerprint) == nil { artifacts.append(artifact) }
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: false)
        return advance(to: next)
    }

    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? {
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: true)
        return advance(to: next)
    }

    package func results() -> [StoredResult] { Array(chosen.values) }

    private func advance(to next: Stage?) -> ProgressEvent? {
        guard let next, next > stage else { return nil }
        stage = next
        sequence += 1
        return ProgressEvent(answer: answer, sequence: sequence, status: .running, stage: next)
    }
}

/// What a worker writes while it runs one claimed job. Each call is one transaction, fenced by the claim.
package struct JobLedger: Sendable {
    /// The job as it was claimed.
    package let job: Job
    /// Its answer.
    package let answer: AnswerID
    private let database: any SQLDatabase

    /// The ledger of a claim.
    ///
    /// - Throws: `storage.corrupt` when the job works on no answer.
    package init(_ database: any SQLDatabase, for job: Job) throws(StorageError) {
        guard let answer = job.answer else { throw StorageError(.corrupt, "A stored job has no valid answer.") }
        self.database = database
        self.job = job
        self.answer = answer
    }

    /// A stored artifact of this job's answer.
    package func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact? {
        let answer = answer
        return try await database.read { connection in
            try ArtifactRows.find(answer, kind, fingerprint, in: connection)
        }
    }

    /// Keeps an artifact, makes it the one that counts, and moves the answer to `next`: all of it or nothing.
    ///
    /// - Returns: what the answer's clients see; nil when they see no change.
    /// - Throws: ``ClaimLost``.
    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await choose(artifact, reused: false, next: next, at: now)
    }

    /// Makes a stored artifact the one that counts, and moves the answer to `next` if it is not further already.
    ///
    /// - Throws: ``ClaimLost``.
    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        try await choose(artifact, reused: true, next: next, at: now)
    }

    private func choose(_ artifact: Artifact, reused: Bool, next: Stage?, at now: Instant) async throws
        -> ProgressEvent?
    {
        let (claimed, answer) = (job, answer)
        let seal = reused ? nil : try await database.sealingKey(of: claimed.owner)
        return try await database.write { connection in
            var job = try JobRows.owned(claimed, in: connection)
            if !reused { try ArtifactRows.insert(artifact, sealed: seal, in: connection) }
            try ArtifactRows.choose(artifact, reused: reused, in: connection)
            guard let next else { return nil }
            let rows = try connection.execute(
                "SELECT stage FROM answers WHERE id = $1",
                [.text(answer.rawValue)]
            )
            guard let stage: Stage = try rows.first?.choice("stage") else {
                throw ClaimLost(claimed)
            }
            if !reused {
                job.stageDone(at: now)
                try JobRows.write(job, in: connection)
            }
            return next > stage ? try AnswerRows.move(answer, to: next, at: now, in: connection) : nil
        }
    }
}
