import Interview

/// The tables, as the list of migrations that makes them.
package enum Schema {
    /// Every migration of this version, oldest first.
    package static let migrations: [Migration] = [
        Migration("0001 answers, artifacts and jobs") { dialect in
            [
                // `revision` counts the changes a client can see; it numbers the progress events.
                """
                CREATE TABLE answers (
                    id \(dialect.identifier) PRIMARY KEY,
                    submission TEXT NOT NULL,
                    status TEXT NOT NULL CHECK (status IN (\(choices(AnswerStatus.self)))),
                    stage TEXT NOT NULL CHECK (stage IN (\(choices(Stage.self)))),
                    problem_code TEXT,
                    problem_detail TEXT,
                    revision BIGINT NOT NULL CHECK (revision > 0),
                    created_at BIGINT NOT NULL,
                    updated_at BIGINT NOT NULL,
                    CHECK ((status = 'failed') = (problem_code IS NOT NULL)),
                    CHECK ((problem_code IS NULL) = (problem_detail IS NULL))
                )
                """,
                "CREATE INDEX answers_by_time ON answers (created_at, id)",
                """
                CREATE TABLE artifacts (
                    answer \(dialect.identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                    stage TEXT NOT NULL CHECK (stage IN (\(choices(Artifact.Kind.self)))),
                    fingerprint TEXT NOT NULL,
                    payload TEXT NOT NULL,
                    engine TEXT,
                    model TEXT,
                    duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
                    created_at BIGINT NOT NULL,
                    PRIMARY KEY (answer, stage, fingerprint)
                )
                """,
                // Which of an answer's artifacts count now; older ones stay as versions.
                """
                CREATE TABLE results (
                    answer \(dialect.identifier) NOT NULL,
                    stage TEXT NOT NULL,
                    fingerprint TEXT NOT NULL,
                    reused BIGINT NOT NULL CHECK (reused IN (0, 1)),
                    PRIMARY KEY (answer, stage),
                    FOREIGN KEY (answer, stage, fingerprint)
                        REFERENCES artifacts (answer, stage, fingerprint) ON DELETE CASCADE
                )
                """,
                """
                CREATE TABLE jobs (
                    id \(dialect.identifier) PRIMARY KEY,
                    answer \(dialect.identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                    state TEXT NOT NULL CHECK (state IN (\(choices(Job.State.self)))),
                    priority BIGINT NOT NULL,
                    attempts BIGINT NOT NULL CHECK (attempts >= 0),
                    rescues BIGINT NOT NULL CHECK (rescues >= 0),
                    waits BIGINT NOT NULL CHECK (waits >= 0),
                    runs BIGINT NOT NULL CHECK (runs >= 0),
                    run_after BIGINT NOT NULL,
                    claimed_by TEXT,
                    heartbeat_at BIGINT,
                    deadline_at BIGINT,
                    last_error TEXT,
                    errors TEXT NOT NULL,
                    created_at BIGINT NOT NULL,
                    updated_at BIGINT NOT NULL,
                    finished_at BIGINT,
                    CHECK ((state = 'running') = (claimed_by IS NOT NULL)),
                    CHECK ((claimed_by IS NULL) = (heartbeat_at IS NULL)),
                    CHECK ((claimed_by IS NULL) = (deadline_at IS NULL)),
                    CHECK ((state IN ('completed', 'discarded', 'cancelled')) = (finished_at IS NOT NULL))
                )
                """,
                // Only waiting and running jobs are in these two, so finished ones cost a claim nothing.
                """
                CREATE INDEX jobs_waiting ON jobs (priority, run_after, id)
                WHERE state IN ('available', 'retryable')
                """,
                "CREATE INDEX jobs_running ON jobs (claimed_by) WHERE state = 'running'",
                "CREATE INDEX jobs_by_answer ON jobs (answer)",
            ]
        },
        idempotencyKeys,
        sharedRecordings,
        turns,
        rescores,
        retention,
        apiKeys,
        webhooks,
        webhookHealth,
        filters,
        installation,
    ]

    static func choices<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> String {
        type.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }
}
