package import Core
package import Database
package import Documents

/// The kind of a résumé's identifier.
package enum ResumeKind: IdentifierKind {
    package static let prefix = "cvt"
}

/// The identifier of a résumé, `cvt_…`.
package typealias ResumeID = Identifier<ResumeKind>

/// The kind of a match's identifier.
package enum ResumeMatchKind: IdentifierKind {
    package static let prefix = "mat"
}

/// The identifier of a match, `mat_…`.
package typealias ResumeMatchID = Identifier<ResumeMatchKind>

/// A résumé as it is kept: its text and what was found in it, not its file.
package struct StoredResume: Sendable, Hashable {
    /// Its identifier.
    package var id: ResumeID
    /// Whose it is.
    package var owner: String
    /// The name of the file it came as.
    package var name: String
    /// SHA-256 of the file.
    package var hash: String
    /// Bytes of the file.
    package var bytes: Int
    /// Its text.
    package var document: DocumentText
    /// What was found in it.
    package var profile: ResumeProfile
    /// When it was sent.
    package var created: Instant
}

/// A match as it is kept.
package struct StoredMatch: Sendable, Hashable {
    /// Its identifier.
    package var id: ResumeMatchID
    /// Whose it is.
    package var owner: String
    /// The résumé.
    package var resume: ResumeID
    /// The title of the job.
    package var title: String
    /// The job description.
    package var job: DocumentText
    /// What was found.
    package var match: ResumeMatch
    /// When it was made.
    package var created: Instant
    /// What a model proposed; nil when none was asked.
    package var rewrite: ResumeRewrite?
}

/// Résumés and matches of a database. Those of another owner are never read.
package struct ResumeStore: Sendable {
    /// Résumés one owner may have.
    package static let maxResumes = 100
    /// Matches one owner may have.
    package static let maxMatches = 1_000

    private static let columns = "id, owner, name, hash, bytes, content, profile, created_at"
    private static let matchColumns = "id, owner, resume, title, job, result, created_at, rewrite"

    private let database: any SQLDatabase

    /// The résumés of a database.
    package init(_ database: any SQLDatabase) { self.database = database }

    /// What résumés and matches have in texts.
    package static let sealed: [SealedTable] = [
        SealedTable("resumes", ["name", "content", "profile"]) { Sealing.place($0[0], $1) },
        SealedTable("resume_matches", ["title", "job", "result", "rewrite"]) { Sealing.place($0[0], $1) },
    ]

    /// Keeps a new résumé.
    ///
    /// - Returns: false when its owner has ``maxResumes`` already; nothing is kept then.
    package func add(as principal: Principal, _ resume: StoredResume) async throws -> Bool {
        let owner = principal.kind == .system ? resume.owner : principal.owner
        let seal = Sealing(try await database.sealingKey(of: owner), resume.id.rawValue)
        return try await database.write { connection in
            let rows = try connection.execute("SELECT COUNT(*) AS number FROM resumes WHERE owner = $1", [.text(owner)])
            guard try rows.first?.int("number") ?? 0 < Self.maxResumes else { return false }
            try connection.execute(
                """
                INSERT INTO resumes (id, owner, name, kind, hash, bytes, pages, content, profile, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                """,
                [
                    .text(resume.id.rawValue), .text(owner), .text(try seal.plain(resume.name, "name")),
                    .text(resume.document.kind.rawValue),
                    .text(resume.hash), .int(resume.bytes), .int(resume.document.pages),
                    .text(try seal.text(resume.document, "content")), .text(try seal.text(resume.profile, "profile")),
                    .time(resume.created),
                ]
            )
            return true
        }
    }

    /// One résumé; nil when the principal's owner has none with this id.
    package func find(as principal: Principal, _ id: ResumeID) async throws -> StoredResume? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(Self.columns) FROM resumes WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try Self.resume(row, in: connection) }
        }
    }

    /// The résumés of the principal's owner, newest first.
    package func list(as principal: Principal) async throws -> [StoredResume] {
        try await database.read { connection in
            try connection.execute(
                "SELECT \(Self.columns) FROM resumes WHERE owner = $1 ORDER BY id DESC LIMIT $2",
                [.text(principal.owner), .int(Self.maxResumes)]
            ).map { row in try Self.resume(row, in: connection) }
        }
    }

    /// Removes everything of the principal's owner.
    ///
    /// - Returns: how many there were.
    package func removeAll(as principal: Principal) async throws -> Int {
        try await database.write { connection in
            let owner = [SQLValue.text(principal.owner)]
            try connection.execute("DELETE FROM resume_matches WHERE owner = $1", owner)
            return try connection.execute("DELETE FROM resumes WHERE owner = $1 RETURNING id", owner).count
        }
    }

    /// Removes a résumé with its matches.
    ///
    /// - Returns: whether there was one.
    package func remove(as principal: Principal, _ id: ResumeID) async throws -> Bool {
        try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            let values = [SQLValue.text(id.rawValue)] + owner.values
            try connection.execute("DELETE FROM resume_matches WHERE resume = $1\(owner.text)", values)
            return try !connection.execute("DELETE FROM resumes WHERE id = $1\(owner.text) RETURNING id", values)
                .isEmpty
        }
    }

    /// Keeps a new match of one of the principal's résumés.
    ///
    /// - Returns: false when its owner has ``maxMatches`` already; nothing is kept then.
    package func add(as principal: Principal, _ match: StoredMatch) async throws -> Bool {
        let owner = principal.kind == .system ? match.owner : principal.owner
        let seal = Sealing(try await database.sealingKey(of: owner), match.id.rawValue)
        return try await database.write { connection in
            let rows = try connection.execute(
                "SELECT COUNT(*) AS number FROM resume_matches WHERE owner = $1",
                [.text(owner)]
            )
            guard try rows.first?.int("number") ?? 0 < Self.maxMatches else { return false }
            // Written only while the résumé is there and the owner's: it may have been deleted meanwhile.
            let kept = try connection.execute(
                """
                INSERT INTO resume_matches (id, owner, resume, title, job, score, result, created_at)
                SELECT $1, owner, id, $3, $4, $5, $6, $7 FROM resumes WHERE id = $2 AND owner = $8 RETURNING id
                """,
                [
                    .text(match.id.rawValue), .text(match.resume.rawValue), .text(try seal.plain(match.title, "title")),
                    .text(try seal.text(match.job, "job")), .int(match.match.score ?? -1),
                    .text(try seal.text(match.match, "result")), .time(match.created), .text(owner),
                ]
            )
            return !kept.isEmpty
        }
    }

    /// One match; nil when the principal's owner has none with this id.
    package func match(as principal: Principal, _ id: ResumeMatchID) async throws -> StoredMatch? {
        try await database.read { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            return try connection.execute(
                "SELECT \(Self.matchColumns) FROM resume_matches WHERE id = $1\(owner.text)",
                [.text(id.rawValue)] + owner.values
            ).first.map { row in try Self.match(row, in: connection) }
        }
    }

    /// Matches of the principal's owner, newest first: of one résumé, or of all.
    package func matches(as principal: Principal, of resume: ResumeID?, limit: Int) async throws -> [StoredMatch] {
        try await database.read { connection in
            let condition = resume == nil ? "" : " AND resume = $3"
            return try connection.execute(
                "SELECT \(Self.matchColumns) FROM resume_matches WHERE owner = $1\(condition) ORDER BY id DESC LIMIT $2",
                [.text(principal.owner), .int(limit)] + (resume.map { [.text($0.rawValue)] } ?? [])
            ).map { row in try Self.match(row, in: connection) }
        }
    }

    /// Changes what a model proposed for a match, in one transaction.
    ///
    /// - Parameter change: gets what is there and gives what is to be kept; nil leaves it.
    /// - Returns: the match as it is now; nil when the principal's owner has none with this id.
    package func rewrite(
        as principal: Principal,
        _ id: ResumeMatchID,
        at now: Instant,
        _ change: @escaping @Sendable (ResumeRewrite?) throws -> ResumeRewrite?
    ) async throws -> StoredMatch? {
        let seal = Sealing(
            try await database.sealingKey(
                of: try await database.owner(as: principal, in: "resume_matches", id.rawValue)
            ),
            id.rawValue
        )
        return try await database.write { connection in
            let owner = OwnerCondition(strictly: principal, after: 1)
            guard
                let row = try connection.execute(
                    "SELECT \(Self.matchColumns) FROM resume_matches WHERE id = $1\(owner.text) \(connection.dialect.lockRow)",
                    [.text(id.rawValue)] + owner.values
                ).first
            else { return nil }
            var match = try Self.match(row, in: connection)
            guard let rewrite = try change(match.rewrite) else { return match }
            match.rewrite = rewrite
            try connection.execute(
                "UPDATE resume_matches SET rewrite = $2, rewritten_at = $3 WHERE id = $1",
                [.text(id.rawValue), .text(try seal.text(rewrite, "rewrite")), .time(now)]
            )
            return match
        }
    }

    private static func resume(_ row: SQLRow, in connection: any SQLConnection) throws(StorageError) -> StoredResume {
        guard let id = ResumeID(try row.text("id")) else {
            throw StorageError(.corrupt, "A stored résumé has no valid identifier.")
        }
        let sealed = Sealing(nil, id.rawValue)
        return StoredResume(
            id: id,
            owner: try row.text("owner"),
            name: try sealed.plain(from: try row.text("name"), "name", in: connection),
            hash: try row.text("hash"),
            bytes: try row.int("bytes"),
            document: try sealed.value(try row.text("content"), "content", in: connection),
            profile: try sealed.value(try row.text("profile"), "profile", in: connection),
            created: try row.time("created_at")
        )
    }

    private static func match(_ row: SQLRow, in connection: any SQLConnection) throws(StorageError) -> StoredMatch {
        guard let id = ResumeMatchID(try row.text("id")), let resume = ResumeID(try row.text("resume")) else {
            throw StorageError(.corrupt, "A stored match has no valid identifier.")
        }
        let sealed = Sealing(nil, id.rawValue)
        return StoredMatch(
            id: id,
            owner: try row.text("owner"),
            resume: resume,
            title: try sealed.plain(from: try row.text("title"), "title", in: connection),
            job: try sealed.value(try row.text("job"), "job", in: connection),
            match: try sealed.value(try row.text("result"), "result", in: connection),
            created: try row.time("created_at"),
            rewrite: try row.optionalText("rewrite").map { text throws(StorageError) in
                try sealed.value(text, "rewrite", in: connection)
            }
        )
    }
}

/// Seals and opens the columns of one row.
private struct Sealing {
    private let key: DataKey?
    private let row: String

    /// - Parameter key: the owner's, asked for before the transaction; nil to open only, and where nothing is sealed.
    init(_ key: DataKey?, _ row: String) {
        self.key = key
        self.row = row
    }

    func text(_ value: some Encodable, _ column: String) throws(StorageError) -> String {
        try plain(try StoredJSON.text(value), column)
    }

    func value<Value: Decodable>(_ text: String, _ column: String, in connection: any SQLConnection)
        throws(StorageError) -> Value
    {
        try StoredJSON.value(from: try plain(from: text, column, in: connection))
    }

    /// A text that is no JSON. One that would be taken for sealed gets a space in front.
    func plain(_ text: String, _ column: String) throws(StorageError) -> String {
        let text = SealedText.isSealed(text) ? " " + text : text
        return try SealedText.stored(text, with: key, for: Self.place(row, column))
    }

    func plain(from text: String, _ column: String, in connection: any SQLConnection) throws(StorageError) -> String {
        try connection.opened(text, from: Self.place(row, column))
    }

    static func place(_ row: String, _ column: String) -> String { "resumes/\(row)/\(column)" }
}
