import Blobs
import Core
package import Database
import Jobs
package import Model

/// The statements on single answers that several transactions share.
enum AnswerRows {
    /// The answers stand where their jobs stand.
    ///
    /// - Returns: what their clients hear, by job; none for a job whose answer is gone.
    static func follow(
        _ jobs: [Job],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [JobID: Event] {
        var events: [JobID: Event] = [:]
        for (state, jobs) in Dictionary(grouping: jobs, by: \.state) {
            let ids = jobs.compactMap(\.answer)
            guard !ids.isEmpty else { continue }
            let found =
                switch state {
                case .running: try started(ids, at: now, in: connection)
                case .completed: try done(ids, at: now, in: connection)
                default: try stopped(jobs, at: now, in: connection)
                }
            for job in jobs { events[job.id] = job.answer.flatMap { found[$0] }?.event }
        }
        return events
    }

    /// Writes the job of an answer that has no unfinished one.
    static func add(_ job: Job, in connection: any SQLConnection) throws(StorageError) {
        guard try JobRows.insert(job, in: connection) else {
            throw StorageError(.corrupt, "An answer that is not worked on has an unfinished job.")
        }
    }

    /// A worker has the jobs of these answers; all of them at once.
    private static func started(
        _ ids: [AnswerID],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [AnswerID: ProgressEvent] {
        let places = Places(ids.map(\.rawValue), after: 1)
        return try events(
            connection.execute(
                """
                UPDATE answers SET status = 'running', stage = CASE WHEN stage = 'upload' THEN 'decode' ELSE stage END,
                    problem_code = NULL, problem_detail = NULL, finished_at = NULL, revision = revision + 1, updated_at = $1
                WHERE id IN \(places.text) RETURNING id, status, stage, revision
                """,
                [.time(now)] + places.values
            )
        )
    }

    /// The jobs of these answers are completed.
    private static func done(
        _ ids: [AnswerID],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [AnswerID: ProgressEvent] {
        let places = Places(ids.map(\.rawValue), after: 1)
        let rows = try connection.execute(
            """
            UPDATE answers SET status = 'done', problem_code = NULL, problem_detail = NULL, finished_at = $1,
                revision = revision + 1, updated_at = $1
            WHERE id IN \(places.text) RETURNING id, owner, status, stage, revision
            """,
            [.time(now)] + places.values
        )
        try connection.emit(
            DomainEvent("answer.done", rows.map { row throws(StorageError) in try subject(row) }, at: now)
        )
        return try events(rows)
    }

    /// The answer moves to a stage.
    static func move(
        _ id: AnswerID,
        to stage: Stage,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> ProgressEvent {
        try event(
            id,
            connection.execute(
                """
                UPDATE answers SET stage = $2, revision = revision + 1, updated_at = $3
                WHERE id = $1 RETURNING status, stage, revision
                """,
                [.text(id.rawValue), .text(stage.rawValue), .time(now)]
            )
        )
    }

    private static func stopped(
        _ jobs: [Job],
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [AnswerID: ProgressEvent] {
        var found: [AnswerID: ProgressEvent] = [:]
        for job in jobs { found.merge(try stopped(job, at: now, in: connection)) { $1 } }
        return found
    }

    /// The answer of a job that does not run any more, or not now.
    private static func stopped(
        _ job: Job,
        at now: Instant,
        in connection: any SQLConnection
    ) throws(StorageError) -> [AnswerID: ProgressEvent] {
        let status: AnswerStatus
        var problem: JobFailure?
        switch job.state {
        case .available, .retryable: status = .queued
        case .running: status = .running
        case .completed: status = .done
        case .discarded:
            status = .failed
            problem = job.errors.last
        case .cancelled:
            status = .failed
            problem = JobFailure(code: "job.cancelled", detail: "The answer was cancelled.", at: now)
        }
        let rows = try connection.execute(
            """
            UPDATE answers SET status = $2, problem_code = $3, problem_detail = $4,
                finished_at = CASE WHEN $2 IN ('done', 'failed') THEN $5 ELSE NULL END,
                revision = revision + 1, updated_at = $5
            WHERE id = $1 RETURNING id, owner, status, stage, revision
            """,
            [
                .text(job.subject), .text(status.rawValue),
                .optional(status == .failed ? problem?.code ?? "internal" : nil),
                .optional(status == .failed ? problem?.detail ?? "The answer failed." : nil), .time(now),
            ]
        )
        if status == .done || status == .failed {
            try connection.emit(
                DomainEvent(
                    "answer.\(status.rawValue)",
                    rows.map { row throws(StorageError) in try subject(row) },
                    at: now
                )
            )
        }
        return try events(rows)
    }

    private static func subject(_ row: SQLRow) throws(StorageError) -> DomainEvent.Subject {
        DomainEvent.Subject(id: try row.text("id"), owner: try row.text("owner"))
    }

    private static func events(_ rows: [SQLRow]) throws(StorageError) -> [AnswerID: ProgressEvent] {
        var found: [AnswerID: ProgressEvent] = [:]
        for row in rows {
            guard let id = AnswerID(try row.text("id")) else { continue }
            found[id] = try event(id, [row])
        }
        return found
    }

    private static func event(_ id: AnswerID, _ rows: [SQLRow]) throws(StorageError) -> ProgressEvent {
        guard let row = rows.first else {
            throw StorageError(.corrupt, "A job's answer is missing.", context: ["answer": id.rawValue])
        }
        return ProgressEvent(
            answer: id,
            sequence: try row.int("revision"),
            status: try row.choice("status"),
            stage: try row.choice("stage")
        )
    }
}

/// The statements on shared recordings that several transactions share.
enum PlaceRows {
    /// Whether an answer uses the recording in another's folder, or its own. The answer found stays as long as the
    /// transaction, so that a deletion at the same time cannot take the recording away.
    static func isKept(_ place: AnswerID, in connection: any SQLConnection) throws(StorageError) -> Bool {
        try !connection.execute(
            "SELECT id FROM answers WHERE place = $1 LIMIT 1 \(connection.dialect.lockRow)",
            [.text(place.rawValue)]
        ).isEmpty
    }
}

/// What an answer that was deleted leaves to be removed.
package struct DeletedAnswer: Sendable, Hashable {
    /// The answer.
    package var id: AnswerID
    /// The answer in whose folder its recording is.
    package var place: AnswerID
    /// Whether no other answer uses the recording there.
    package var isPlaceFree: Bool
    /// Whether its own folder has a recording that it did not use itself, but others do.
    package var keepsRecording: Bool

    /// What a deletion leaves.
    package init(id: AnswerID, place: AnswerID, isPlaceFree: Bool, keepsRecording: Bool) {
        self.id = id
        self.place = place
        self.isPlaceFree = isPlaceFree
        self.keepsRecording = keepsRecording
    }

    /// The folders to remove with everything in them.
    package var free: [AnswerID] {
        Array(Set((isPlaceFree ? [place] : []) + (own ? [id] : [])))
    }

    /// The folder of which only the recording stays.
    package var emptied: AnswerID? { own || isPlaceFree && place == id ? nil : id }

    private var own: Bool { place != id && !keepsRecording }
}

extension BlobFolder {
    /// Removes what an answer that was deleted leaves.
    package func remove(_ deleted: DeletedAnswer) throws(StorageError) {
        for owner in deleted.free { try remove(owner) }
        if let owner = deleted.emptied { try removeResults(of: owner) }
    }

    /// Removes from the store what an answer that was deleted leaves.
    package func unsettle(_ deleted: DeletedAnswer) async throws {
        for owner in deleted.free { try await unsettle(owner, keeping: nil) }
        if let owner = deleted.emptied { try await unsettle(owner, keeping: .original) }
    }
}

/// The long texts of a submission. They have a table of their own: lists, and questions for where an answer stands, do not read them.
struct AnswerTexts: Codable {
    private var transcript: Transcript?
    private var resume: String?
    private var jobDescription: String?

    /// Takes the texts out of a submission; nil when there are none.
    init?(takenFrom submission: inout Submission) {
        (transcript, resume, jobDescription) = (submission.transcript, submission.resume, submission.jobDescription)
        guard transcript != nil || resume != nil || jobDescription != nil else { return nil }
        (submission.transcript, submission.resume, submission.jobDescription) = (nil, nil, nil)
    }

    /// Puts the texts into their submission.
    func put(into submission: inout Submission) {
        submission.transcript = transcript ?? submission.transcript
        submission.resume = resume ?? submission.resume
        submission.jobDescription = jobDescription ?? submission.jobDescription
    }

    /// A column with the texts of an answer, for statements that select from `answers`; null when there are none.
    static let column = "(SELECT t.texts FROM answer_texts t WHERE t.answer = answers.id) AS texts"

    /// Forgets the texts of an answer that has none any more.
    static func remove(of id: AnswerID, in connection: any SQLConnection) throws(StorageError) {
        try connection.execute("DELETE FROM answer_texts WHERE answer = $1", [.text(id.rawValue)])
    }

    /// Writes the texts of an answer that is stored, in the place of those there are.
    ///
    /// - Parameter key: the owner's, asked for before the transaction; nil where nothing is sealed.
    func write(of id: AnswerID, sealed key: DataKey?, in connection: any SQLConnection) throws(StorageError) {
        let text = try SealedText.stored(try StoredJSON.text(self), with: key, for: Self.place(id))
        try connection.execute(
            """
            INSERT INTO answer_texts (answer, texts) VALUES ($1, $2)
            ON CONFLICT (answer) DO UPDATE SET texts = excluded.texts
            """,
            [.text(id.rawValue), .text(text)]
        )
    }

    /// The submission of a row with the columns `id` and `submission`; whole when the row has ``column``, too.
    static func submission(from row: SQLRow, in connection: any SQLConnection) throws(StorageError) -> Submission {
        let sent = try connection.opened(try row.text("submission"), from: submissionPlace(try row.text("id")))
        var submission: Submission = try StoredJSON.value(from: sent)
        if row.has("texts"), let texts = try row.optionalText("texts") {
            let texts = try connection.opened(texts, from: place(submission.id))
            try StoredJSON.value(AnswerTexts.self, from: texts).put(into: &submission)
        }
        return submission
    }

    private static func place(_ id: AnswerID) -> String { "answer_texts/\(id)" }

    /// Where a submission itself stands, for what seals it.
    static func submissionPlace(_ id: some CustomStringConvertible) -> String { "answers/\(id)/submission" }
}
