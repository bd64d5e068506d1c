extension Schema {
    /// Scores that people gave answers, to hold re-scorings against. Scores are in thousandths of a point.
    static let m0062Ratings = Migration("0062 ratings by people") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE ratings (
                answer \(identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                rater TEXT NOT NULL,
                score BIGINT NOT NULL CHECK (score >= 0 AND score <= 100000),
                rubric TEXT,
                note TEXT,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (answer, rater)
            )
            """
        ]
    }
}
