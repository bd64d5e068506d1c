extension Schema {
    /// What was sent with answers may be sealed as well: lists then read it from `sent`, and find it by tags (`BlindTag`). Where nothing is
    /// sealed `role_tag` is the role in small letters itself, so that one index serves both. And answers are found by when they ended.
    static let m0087SealedLists = Migration("0087 sealed lists of answers") { dialect in
        let role = dialect.either(
            sqlite: "json_extract(submission, '$.question.role')",
            postgres: "(submission::json #>> '{question,role}')"
        )
        return [
            "ALTER TABLE answers ADD COLUMN sent TEXT",
            "ALTER TABLE answers ADD COLUMN question_tag TEXT",
            "ALTER TABLE answers ADD COLUMN role_tag TEXT",
            "UPDATE answers SET role_tag = LOWER(\(role)) WHERE \(role) IS NOT NULL",
            "DROP INDEX answers_by_role",
            "CREATE INDEX answers_by_role ON answers (role_tag, created_at, id)",
            "CREATE INDEX answers_by_question ON answers (owner, question_tag, id) WHERE question_tag IS NOT NULL",
            "CREATE INDEX answers_by_end ON answers (finished_at, id) WHERE finished_at IS NOT NULL",
        ]
    }
}
