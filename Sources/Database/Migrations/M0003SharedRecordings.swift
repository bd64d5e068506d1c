extension Schema {
    /// The same bytes are kept once: answers with one hash share the file of the first of them.
    static let m0003SharedRecordings = Migration("0003 recordings shared by hash") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        let sha256 = dialect.either(
            sqlite: "json_extract(submission, '$.sha256')",
            postgres: "(submission::json #>> '{sha256}')"
        )
        return [
            "ALTER TABLE answers ADD COLUMN sha256 TEXT",
            // The answer in whose folder the recording is.
            "ALTER TABLE answers ADD COLUMN place \(identifier)",
            "UPDATE answers SET place = id, sha256 = \(sha256)",
            "CREATE INDEX answers_by_hash ON answers (sha256)",
            "CREATE INDEX answers_by_place ON answers (place)",
        ]
    }
}
