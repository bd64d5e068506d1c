extension Schema {
    /// What a re-scoring made and what was there before, so that it can be applied, discarded and rolled back without a call: of each
    /// item the results that were chosen and those before them, and which of both count now (`old`, `new`, or `skipped` when the answer
    /// changed meanwhile). Of the whole, where its results stand, its times, and what its thresholds are held against.
    static let m0061RescoreResults = Migration("0061 results of re-scorings") { _ in
        [
            "ALTER TABLE rescores ADD COLUMN standing TEXT NOT NULL DEFAULT 'live'",
            "ALTER TABLE rescores ADD COLUMN started_at BIGINT",
            "ALTER TABLE rescores ADD COLUMN paused_at BIGINT",
            "ALTER TABLE rescores ADD COLUMN paused_ms BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE rescores ADD COLUMN abstained BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE rescores ADD COLUMN change_sum BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE rescores ADD COLUMN change_count BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE rescores ADD COLUMN sample TEXT",
            """
            CREATE INDEX rescores_moving ON rescores (id) WHERE standing IN ('applying', 'discarding', 'rollingBack')
            """,
            "ALTER TABLE rescore_items ADD COLUMN chosen TEXT",
            "ALTER TABLE rescore_items ADD COLUMN previous TEXT",
            "ALTER TABLE rescore_items ADD COLUMN placed TEXT",
            "CREATE INDEX rescore_items_placed ON rescore_items (rescore, placed, answer)",
        ]
    }
}
