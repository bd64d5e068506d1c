package import Core
package import Database
import FoundationEssentials
import HTTPKit
import Jobs
package import Model

/// The answers of a database: accepting, finding, listing, deleting.
package struct AnswerStore: Sendable {
    /// Most answers on one page.
    package static let maxPage = 200

    let database: any SQLDatabase

    /// The answers of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Writes an answer and the job that works on it, in one transaction: what this returns survives anything. The
    /// recording itself must be in its place and synced before.
    ///
    /// - Parameter principal: its owner will be the answer's.
    /// - Returns: the answer as it is known now: queued.
    @discardableResult
    package func accept(
        as principal: Principal,
        _ submission: Submission,
        priority: Int = 0
    ) async throws -> Answer {
        switch try await accept(as: principal, submission, priority: priority, key: nil) {
        case .accepted(let answer): answer
        case .earlier, .recordingGone:
            throw StorageError(.corrupt, "A request without a key or a shared recording was not accepted.")
        }
    }

    /// The same for a request with a key: nothing is written when an earlier request with that key was accepted.
    ///
    /// - Parameters:
    ///   - shared: the answer in whose folder the same recording is; nil when it is in the answer's own.
    ///   - made: results of stages that are done already; the job finds them when it comes to them.
    package func accept(
        as principal: Principal,
        _ submission: Submission,
        priority: Int = 0,
        key: IdempotencyKey?,
        sharing shared: AnswerID? = nil,
        made: [Artifact] = []
    ) async throws -> Acceptance {
        var submission = submission
        let now = Instant(submission.createdAt)
        submission.createdAt = now.date
        let kept = submission
        let job = Job(id: JobID(at: now.date), answer: kept.id, owner: principal.owner, priority: priority, at: now)
        let seal = try await database.sealingKey(of: principal.owner)
        let refusal: Acceptance? = try await database.write { connection in
            if let shared, try !PlaceRows.isKept(shared, in: connection) { return .recordingGone }
            if let key, let earlier = try IdempotencyRows.claim(key, for: kept.id.rawValue, at: now, in: connection) {
                return .earlier(earlier)
            }
            if let name = kept.externalId, let first = try Self.named(name, of: principal.owner, in: connection) {
                throw WebError(.duplicate, "Another answer has the externalId \"\(name.prefix(64))\".", answer: first)
            }
            var rest = kept
            let texts = AnswerTexts(takenFrom: &rest)
            let sent = try SentTexts.columns(of: rest, sealed: seal)
            try connection.execute(
                """
                INSERT INTO answers (id, status, stage, revision, sha256, place, owner, created_at, updated_at,
                    \(sent.map(\.column).joined(separator: ", ")))
                VALUES ($1, 'queued', 'upload', 1, $3, $4, $5, $2, $2,
                    \(sent.indices.map { "$\(6 + $0)" }.joined(separator: ", ")))
                """,
                [
                    .text(kept.id.rawValue), .time(now), .text(kept.sha256), .text((shared ?? kept.id).rawValue),
                    .text(principal.owner),
                ] + sent.map(\.value)
            )
            try texts?.write(of: kept.id, sealed: seal, in: connection)
            for artifact in made { try ArtifactRows.insert(artifact, sealed: seal, in: connection) }
            try AnswerRows.add(job, in: connection)
            return nil
        }
        if let refusal { return refusal }
        database.announceJobs()
        return .accepted(Self.queued(kept))
    }

    /// The answer of an owner that has a name of the client's own.
    private static func named(_ name: String, of owner: String, in connection: any SQLConnection) throws -> AnswerID? {
        var values: [SQLValue] = [.text(owner)]
        let isNamed = try SentTexts.condition(externalID: name, of: owner, in: connection) { value in
            values.append(value)
            return "$\(values.count)"
        }
        return try connection.execute("SELECT a.id FROM answers a WHERE a.owner = $1 AND \(isNamed)", values)
            .first.flatMap { row in AnswerID(try row.text("id")) }
    }

    /// An answer as it is when it was just accepted.
    package static func queued(_ submission: Submission) -> Answer {
        var answer = Answer(
            id: submission.id,
            status: .queued,
            stage: .upload,
            question: submission.question,
            candidate: submission.candidate,
            createdAt: submission.createdAt
        )
        answer.metadata = submission.metadata
        answer.externalId = submission.externalId
        answer.sent = Answer.Sent(submission)
        return answer
    }

    /// One answer; nil when the principal sees none with this id.
    package func find(as principal: Principal, _ id: AnswerID) async throws -> StoredAnswer? {
        try await database.read { connection in try Self.row(of: id, principal, in: connection) }
    }

    /// Where an answer stands, without reading what was sent with it; nil when the principal sees none with this id.
    package func standing(as principal: Principal, _ id: AnswerID) async throws -> ProgressEvent? {
        try await standings(as: principal, [id]).first
    }

    /// Where answers stand: those the principal sees among `ids`, at most ``maxPage`` of them, in no order.
    package func standings(as principal: Principal, _ ids: [AnswerID]) async throws -> [ProgressEvent] {
        guard !ids.isEmpty else { return [] }
        return try await database.read { connection in
            let places = Places(ids.prefix(Self.maxPage).map(\.rawValue), after: 0)
            let owner = OwnerCondition(principal, after: places.values.count)
            return try connection.execute(
                "SELECT id, status, stage, revision FROM answers WHERE id IN \(places.text)\(owner.text)",
                places.values + owner.values
            ).compactMap { row in
                guard let id = AnswerID(try row.text("id")) else { return nil }
                return ProgressEvent(
                    answer: id,
                    sequence: try row.int("revision"),
                    status: try row.choice("status"),
                    stage: try row.choice("stage")
                )
            }
        }
    }

    /// One answer with the results that count now, read at one moment; nil when the principal sees none
    /// with this id.
    package func results(as principal: Principal, of id: AnswerID) async throws -> (
        answer: StoredAnswer, results: [StoredResult]
    )? {
        try await database.read { connection in
            guard let answer = try Self.row(of: id, principal, in: connection) else { return nil }
            return (answer, try ArtifactRows.results(of: id, in: connection))
        }
    }

    /// One artifact by its key, whether it counts or not.
    package func artifact(
        as principal: Principal,
        of id: AnswerID,
        _ kind: Artifact.Kind,
        _ fingerprint: String
    ) async throws -> Artifact? {
        try await database.read { connection in
            guard try Self.sees(principal, id, in: connection) else { return nil }
            return try ArtifactRows.find(id, kind, fingerprint, in: connection)
        }
    }

    /// All artifacts of a kind that an answer ever had, oldest first.
    package func versions(as principal: Principal, of id: AnswerID, _ kind: Artifact.Kind) async throws -> [Artifact] {
        try await database.read { connection in
            guard try Self.sees(principal, id, in: connection) else { return [] }
            return try ArtifactRows.all(id, kind, in: connection)
        }
    }

    /// The answers a principal sees, newest first, at most `limit` (1…``maxPage``).
    package func list(
        as principal: Principal,
        limit: Int,
        after cursor: AnswerPage.Cursor? = nil,
        filter: AnswerFilter = AnswerFilter()
    ) async throws -> AnswerPage {
        let limit = max(1, min(limit, Self.maxPage))
        return try await database.read { connection in
            var wanted = try AnswerConditions(filter, principal, in: connection)
            if let cursor { wanted.go(on: cursor) }
            let most = wanted.bind(.int(limit + 1))
            let columns = StoredAnswer.columns.split(separator: ", ").map { "a.\($0)" }.joined(separator: ", ")
            let rows = try connection.execute(
                """
                SELECT \(columns) FROM \(wanted.tables)\(wanted.filter)
                ORDER BY a.created_at DESC, a.id DESC LIMIT \(most)
                """,
                wanted.values
            )
            let answers = try rows.prefix(limit).map { row in
                try StoredAnswer(row: row, isListed: true, in: connection)
            }
            let last = rows.count > limit ? answers.last : nil
            return AnswerPage(
                answers: answers,
                next: last.map { AnswerPage.Cursor(created: $0.created, id: $0.submission.id) }
            )
        }
    }

    /// The answer in whose folder a recording with this hash is, among those of the principal's owner: what one owner's key sealed must
    /// not be another's. Nil when there is none.
    package func place(as principal: Principal, ofRecording sha256: String) async throws -> AnswerID? {
        try await database.read { connection in
            // Not by an index of the owner's: the one of the hash finds the row at once.
            try connection.execute(
                "SELECT place FROM answers WHERE sha256 = $1 AND owner || '' = $2 ORDER BY created_at DESC LIMIT 1",
                [.text(sha256), .text(principal.owner)]
            ).first.flatMap { row in AnswerID(try row.text("place")) }
        }
    }

    /// Whose an answer is; nil when there is none with this id.
    package func owner(of id: AnswerID) async throws -> String? {
        try await database.read { connection in
            try connection.execute("SELECT owner FROM answers WHERE id = $1", [.text(id.rawValue)]).first.map { row in
                try row.text("owner")
            }
        }
    }

    /// Deletes an answer with its artifacts and jobs, and with what other features have of it, which hear of `answer.deleted`. Its files
    /// are the caller's to remove afterwards.
    ///
    /// - Returns: what may be removed; nil when the principal sees none with this id.
    package func delete(as principal: Principal, _ id: AnswerID) async throws -> DeletedAnswer? {
        try await database.write { connection in
            let owner = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                "DELETE FROM answers WHERE id = $1\(owner.text) RETURNING place, owner",
                [.text(id.rawValue)] + owner.values
            )
            guard let row = rows.first else { return nil }
            let subject = DomainEvent.Subject(id: id.rawValue, owner: try row.text("owner"))
            try connection.emit(DomainEvent("answer.deleted", [subject], at: Instant(Date())))
            try JobRows.forget(.answer(), of: id.rawValue, in: connection)
            try IdempotencyRows.forget(id.rawValue, in: connection)
            let place = try row.optionalText("place").flatMap { AnswerID($0) } ?? id
            return DeletedAnswer(
                id: id,
                place: place,
                isPlaceFree: try !PlaceRows.isKept(place, in: connection),
                keepsRecording: try place != id && PlaceRows.isKept(id, in: connection)
            )
        }
    }

    /// Those of `ids` that are not stored and whose folder has no recording that others use; for the sweep of files without
    /// an answer.
    package func unknown(among ids: [AnswerID]) async throws -> [AnswerID] {
        try await database.read { connection in
            try ids.filter { id in
                try connection.execute(
                    "SELECT id FROM answers WHERE id = $1 UNION ALL SELECT id FROM answers WHERE place = $1 LIMIT 1",
                    [.text(id.rawValue)]
                ).isEmpty
            }
        }
    }

    private static func sees(
        _ principal: Principal,
        _ id: AnswerID,
        in connection: any SQLConnection
    ) throws(StorageError) -> Bool {
        let owner = OwnerCondition(principal, after: 1)
        return try !connection.execute(
            "SELECT id FROM answers WHERE id = $1\(owner.text)",
            [.text(id.rawValue)] + owner.values
        ).isEmpty
    }

    private static func row(
        of id: AnswerID,
        _ principal: Principal,
        in connection: any SQLConnection
    ) throws -> StoredAnswer? {
        let owner = OwnerCondition(principal, after: 1)
        return try connection.execute(
            "SELECT \(StoredAnswer.columns), \(AnswerTexts.column) FROM answers WHERE id = $1\(owner.text)",
            [.text(id.rawValue)] + owner.values
        ).first.map { row in try StoredAnswer(row: row, in: connection) }
    }
}

/// What became of a request to accept an answer.
package enum Acceptance: Sendable {
    /// It is an answer now.
    case accepted(Answer)
    /// A request with the same key was accepted before; nothing was written.
    case earlier(EarlierRequest)
    /// The recording it was to share went meanwhile; nothing was written.
    case recordingGone
}

extension AnswerStore {
    /// What became of a correction.
    package enum Correction: Sendable, Hashable {
        /// The answer has the new words and a job that goes on from them.
        case accepted
        /// It changed since it was read, or is not finished.
        case changed
        /// The principal sees no such answer.
        case missing
    }

    /// Gives a finished answer other words and a job, which takes what does not depend on them from the answer's artifacts.
    /// The results there are stay as versions.
    ///
    /// - Parameters:
    ///   - transcript: the words that count from now on; nil for those of the engine.
    ///   - revision: the answer's, as the caller read it; when it is another one by now nothing happens.
    package func correct(
        as principal: Principal,
        _ id: AnswerID,
        to transcript: Transcript?,
        revision: Int,
        at now: Instant
    ) async throws -> Correction {
        let seal = try await database.sealingKey(of: try await owner(of: id) ?? principal.owner)
        let correction: Correction = try await database.write { connection in
            let condition = OwnerCondition(principal, after: 1)
            let rows = try connection.execute(
                """
                SELECT id, submission, owner, status, revision, \(AnswerTexts.column) FROM answers
                WHERE id = $1\(condition.text)
                \(connection.dialect.lockRow)
                """,
                [.text(id.rawValue)] + condition.values
            )
            guard let row = rows.first else { return .missing }
            let status: AnswerStatus = try row.choice("status")
            guard try row.int("revision") == revision, status == .done || status == .failed else { return .changed }
            var submission = try AnswerTexts.submission(from: row, in: connection)
            submission.transcript = transcript
            // The round that seals old answers takes one whose submission is sealed for sealed as a whole.
            if let seal { try ArtifactRows.seal(id, with: seal, in: connection) }
            if let texts = AnswerTexts(takenFrom: &submission) {
                try texts.write(of: id, sealed: seal, in: connection)
            } else {
                try AnswerTexts.remove(of: id, in: connection)
            }
            let sent = try SentTexts.columns(of: submission, sealed: seal)
            let columns = sent.enumerated().map { "\($1.column) = $\($0 + 3)" }.joined(separator: ", ")
            try connection.execute(
                """
                UPDATE answers SET status = 'queued', stage = 'upload', problem_code = NULL, problem_detail = NULL,
                    finished_at = NULL, revision = revision + 1, updated_at = $2, \(columns)
                WHERE id = $1
                """,
                [.text(id.rawValue), .time(now)] + sent.map(\.value)
            )
            let job = Job(id: JobID(at: now.date), answer: id, owner: try row.text("owner"), at: now)
            try AnswerRows.add(job, in: connection)
            return .accepted
        }
        if correction == .accepted { database.announceJobs() }
        return correction
    }
}
