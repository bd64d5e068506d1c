extension Schema {
    /// The same bytes are kept once: answers with one hash share the file of the first of them.
    static let sharedRecordings = Migration("0003 recordings shared by hash") { dialect in
        [
            "ALTER TABLE answers ADD COLUMN sha256 TEXT",
            // The answer in whose folder the recording is.
            "ALTER TABLE answers ADD COLUMN place \(dialect.identifier)",
            "UPDATE answers SET place = id, sha256 = \(dialect.text(in: "submission", at: "sha256"))",
            "CREATE INDEX answers_by_hash ON answers (sha256)",
            "CREATE INDEX answers_by_place ON answers (place)",
        ]
    }
}
