import Core
package import Database
import HTTPKit
import Model

/// The resumable uploads that are not finished, in the database: what one owner may have open is counted over all processes, and
/// beginning one costs the same however many there are.
package struct UploadLedger: Sendable {
    /// What one owner may have open.
    package struct Limits: Sendable, Hashable {
        /// Uploads.
        package var count: Int
        /// Bytes in all of them, as they were announced.
        package var bytes: Int

        /// Limits.
        package init(count: Int = 200, bytes: Int = 20 << 30) {
            self.count = count
            self.bytes = bytes
        }
    }

    private let database: any SQLDatabase
    private let limits: Limits

    /// The ledger of a database.
    package init(_ database: any SQLDatabase, limits: Limits = Limits()) {
        self.database = database
        self.limits = limits
    }

    /// Notes a new upload.
    ///
    /// - Parameters:
    ///   - bytes: its length, or the longest it may become.
    ///   - end: when it is forgotten if nothing more comes.
    /// - Throws: `upload.too_many`.
    func open(as principal: Principal, _ id: UploadID, bytes: Int, until end: Instant, at now: Instant) async throws {
        let limits = limits
        try await database.write { connection in
            let sums = try connection.execute(
                """
                SELECT COUNT(*) AS uploads, CAST(COALESCE(SUM(bytes), 0) AS BIGINT) AS bytes FROM uploads
                WHERE owner = $1 AND expires_at > $2
                """,
                [.text(principal.owner), .time(now)]
            )
            let (count, sum) = (try sums.first?.int("uploads") ?? 0, try sums.first?.int("bytes") ?? 0)
            guard count < limits.count else {
                throw WebError(
                    .tooManyUploads,
                    "There are \(count) unfinished uploads already. Finish or delete some of them first."
                )
            }
            guard bytes <= limits.bytes - sum else {
                throw WebError(
                    .tooManyUploads,
                    "The unfinished uploads have \(ByteCount.text(sum)) already. Finish or delete some of them first."
                )
            }
            try connection.execute(
                "INSERT INTO uploads (id, owner, bytes, expires_at) VALUES ($1, $2, $3, $4)",
                [.text(id.rawValue), .text(principal.owner), .int(bytes), .time(end)]
            )
        }
    }

    /// An upload went on.
    func extend(_ id: UploadID, until end: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE uploads SET expires_at = $2 WHERE id = $1 AND expires_at < $2",
                [.text(id.rawValue), .time(end)]
            )
        }
    }

    /// An upload became an answer: its bytes count no more, and what is known of it goes with the answer.
    func finish(_ id: UploadID, as answer: AnswerID, until end: Instant) async throws {
        try await database.write { connection in
            try connection.execute(
                "UPDATE uploads SET answer = $2, bytes = 0, expires_at = $3 WHERE id = $1",
                [.text(id.rawValue), .text(answer.rawValue), .time(end)]
            )
        }
    }

    /// Uploads are gone.
    func forget(_ ids: [UploadID]) async throws {
        guard !ids.isEmpty else { return }
        try await database.write { connection in
            for id in ids { try connection.execute("DELETE FROM uploads WHERE id = $1", [.text(id.rawValue)]) }
        }
    }

    /// Those that became an answer.
    func uploads(of answer: AnswerID) async throws -> [UploadID] {
        try await database.read { connection in
            try connection.execute("SELECT id FROM uploads WHERE answer = $1", [.text(answer.rawValue)]).compactMap {
                row in
                UploadID(try row.text("id"))
            }
        }
    }

    /// Forgets those that ended before a time: their folder was another machine's, or went without them.
    func sweep(before end: Instant) async throws {
        try await database.write { connection in
            try connection.execute("DELETE FROM uploads WHERE expires_at < $1", [.time(end)])
        }
    }
}
