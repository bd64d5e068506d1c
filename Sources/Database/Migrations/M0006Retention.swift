extension Schema {
    /// Recordings that are not kept for ever.
    static let m0006Retention = Migration("0006 retention of recordings") { _ in
        [
            "ALTER TABLE answers ADD COLUMN recording_removed_at BIGINT",
            "CREATE INDEX answers_with_recording ON answers (updated_at) WHERE recording_removed_at IS NULL",
        ]
    }
}
