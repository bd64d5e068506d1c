extension Schema {
    /// The first tables. `answers.revision` counts the changes a client can see and numbers the progress events; `results` says which
    /// of an answer's artifacts count, older ones stay as versions; only unfinished jobs are in `jobs_waiting` and `jobs_running`.
    static let m0001AnswersArtifactsAndJobs = Migration("0001 answers, artifacts and jobs") { dialect in
        let identifier = dialect.either(sqlite: "TEXT", postgres: #"TEXT COLLATE "C""#)
        return [
            """
            CREATE TABLE answers (
                id \(identifier) PRIMARY KEY,
                submission TEXT NOT NULL,
                status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed')),
                stage TEXT NOT NULL CHECK (stage IN ('upload', 'decode', 'transcribe', 'analyze', 'evaluate', 'report')),
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
                answer \(identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                stage TEXT NOT NULL CHECK (stage IN ('decode', 'transcribe', 'analyze', 'evaluate', 'report', 'emotion')),
                fingerprint TEXT NOT NULL,
                payload TEXT NOT NULL,
                engine TEXT,
                model TEXT,
                duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
                created_at BIGINT NOT NULL,
                PRIMARY KEY (answer, stage, fingerprint)
            )
            """,
            """
            CREATE TABLE results (
                answer \(identifier) NOT NULL,
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
                id \(identifier) PRIMARY KEY,
                answer \(identifier) NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
                state TEXT NOT NULL CHECK (state IN ('available', 'running', 'retryable', 'completed', 'discarded', 'cancelled')),
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
            """
            CREATE INDEX jobs_waiting ON jobs (priority, run_after, id)
            WHERE state IN ('available', 'retryable')
            """,
            "CREATE INDEX jobs_running ON jobs (claimed_by) WHERE state = 'running'",
            "CREATE INDEX jobs_by_answer ON jobs (answer)",
        ]
    }
}
