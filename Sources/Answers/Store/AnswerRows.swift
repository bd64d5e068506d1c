import Core
import Database
import Jobs
import Model

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
            problem = JobFailure(code: "job.cancelled", detail: "The answer was called off.", at: now)
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
