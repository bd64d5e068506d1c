import Core
package import Database
package import Model

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
