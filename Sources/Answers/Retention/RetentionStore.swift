package import Core
package import Database
package import Model

/// Which recordings have been kept long enough.
package struct RetentionStore: Sendable {
    private let database: any SQLDatabase

    /// The recordings of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// Writes down that the recordings of finished answers that last changed before a time are removed.
    ///
    /// - Returns: the answers whose recording is not used any more, to remove it; and how many answers were written.
    package func expire(before end: Instant, limit: Int, at now: Instant) async throws -> (free: [AnswerID], count: Int)
    {
        try await database.write { connection in
            let rows = try connection.execute(
                """
                SELECT id, place FROM answers WHERE recording_removed_at IS NULL AND updated_at < $1
                    AND status IN ('done', 'failed') ORDER BY updated_at LIMIT $2
                """,
                [.time(end), .int(limit)]
            )
            var places: Set<AnswerID> = []
            for row in rows {
                let id = try row.text("id")
                try connection.execute(
                    "UPDATE answers SET recording_removed_at = $2, sha256 = NULL WHERE id = $1",
                    [.text(id), .time(now)]
                )
                if let place = AnswerID(try row.optionalText("place") ?? id) { places.insert(place) }
            }
            let free = try places.filter { place in
                try connection.execute(
                    "SELECT id FROM answers WHERE place = $1 AND recording_removed_at IS NULL LIMIT 1",
                    [.text(place.rawValue)]
                ).isEmpty
            }
            return (free.sorted { $0.rawValue < $1.rawValue }, rows.count)
        }
    }

    /// Whether an answer's recording was removed.
    package func isRemoved(_ id: AnswerID) async throws -> Bool {
        try await database.read { connection in
            try connection.execute(
                "SELECT id FROM answers WHERE id = $1 AND recording_removed_at IS NOT NULL",
                [.text(id.rawValue)]
            ).isEmpty == false
        }
    }
}
