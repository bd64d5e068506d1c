extension Schema {
    /// What people call their answers, and which they starred. A name may be sealed; a star is 0 or 1.
    static let m0091AnswerLabels = Migration("0091 answer labels") { _ in
        [
            "ALTER TABLE answers ADD COLUMN own_name TEXT",
            "ALTER TABLE answers ADD COLUMN starred INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX answers_by_star ON answers (owner, created_at, id) WHERE starred = 1",
            "CREATE INDEX answers_by_own_name ON answers (owner, created_at, id) WHERE own_name IS NOT NULL",
        ]
    }
}
