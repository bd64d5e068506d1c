-- 0001 answers, artifacts and jobs
CREATE TABLE answers (
    id TEXT COLLATE "C" PRIMARY KEY,
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
);
CREATE INDEX answers_by_time ON answers (created_at, id);
CREATE TABLE artifacts (
    answer TEXT COLLATE "C" NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    stage TEXT NOT NULL CHECK (stage IN ('decode', 'transcribe', 'analyze', 'evaluate', 'report', 'emotion')),
    fingerprint TEXT NOT NULL,
    payload TEXT NOT NULL,
    engine TEXT,
    model TEXT,
    duration_ms BIGINT NOT NULL CHECK (duration_ms >= 0),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (answer, stage, fingerprint)
);
CREATE TABLE results (
    answer TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reused BIGINT NOT NULL CHECK (reused IN (0, 1)),
    PRIMARY KEY (answer, stage),
    FOREIGN KEY (answer, stage, fingerprint)
        REFERENCES artifacts (answer, stage, fingerprint) ON DELETE CASCADE
);
CREATE TABLE jobs (
    id TEXT COLLATE "C" PRIMARY KEY,
    answer TEXT COLLATE "C" NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
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
);
CREATE INDEX jobs_waiting ON jobs (priority, run_after, id)
WHERE state IN ('available', 'retryable');
CREATE INDEX jobs_running ON jobs (claimed_by) WHERE state = 'running';
CREATE INDEX jobs_by_answer ON jobs (answer);

-- 0002 idempotency keys
CREATE TABLE idempotency_keys (
    scope TEXT NOT NULL,
    name TEXT NOT NULL,
    request TEXT NOT NULL,
    resource TEXT NOT NULL,
    status BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (scope, name)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (created_at);
CREATE INDEX idempotency_keys_by_resource ON idempotency_keys (resource);

-- 0003 recordings shared by hash
ALTER TABLE answers ADD COLUMN sha256 TEXT;
ALTER TABLE answers ADD COLUMN place TEXT COLLATE "C";
UPDATE answers SET place = id, sha256 = (submission::json #>> '{sha256}');
CREATE INDEX answers_by_hash ON answers (sha256);
CREATE INDEX answers_by_place ON answers (place);

-- 0004 owners and turns
ALTER TABLE answers ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN owner TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN turn BIGINT NOT NULL DEFAULT 0 CHECK (turn >= 0);
DROP INDEX jobs_waiting;
CREATE INDEX jobs_waiting ON jobs (priority, turn, id)
WHERE state IN ('available', 'retryable');
CREATE UNIQUE INDEX jobs_unfinished ON jobs (answer)
WHERE state IN ('available', 'retryable', 'running');
CREATE INDEX jobs_waiting_by_owner ON jobs (owner, priority, turn)
WHERE state IN ('available', 'retryable');

-- 0005 re-scorings
CREATE TABLE rescores (
    id TEXT COLLATE "C" PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('running', 'paused', 'cancelled', 'done')),
    note TEXT NOT NULL,
    selection TEXT NOT NULL,
    plan TEXT NOT NULL,
    limits TEXT NOT NULL,
    total BIGINT,
    done BIGINT NOT NULL CHECK (done >= 0),
    unchanged BIGINT NOT NULL CHECK (unchanged >= 0),
    failed BIGINT NOT NULL CHECK (failed >= 0),
    calls BIGINT NOT NULL CHECK (calls >= 0),
    revision BIGINT NOT NULL CHECK (revision > 0),
    created_at BIGINT NOT NULL,
    finished_at BIGINT,
    -- The last answer that was taken up, and whether there are no more.
    fed_created BIGINT NOT NULL,
    fed_answer TEXT COLLATE "C" NOT NULL,
    is_fed BIGINT NOT NULL CHECK (is_fed IN (0, 1)),
    -- When the next answer may begin.
    next_at BIGINT NOT NULL,
    CHECK ((state IN ('cancelled', 'done')) = (finished_at IS NOT NULL))
);
CREATE INDEX rescores_running ON rescores (id) WHERE state = 'running';
CREATE TABLE rescore_items (
    rescore TEXT COLLATE "C" NOT NULL REFERENCES rescores (id) ON DELETE CASCADE,
    answer TEXT COLLATE "C" NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    runs BIGINT NOT NULL CHECK (runs >= 0),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    run_after BIGINT NOT NULL,
    claimed_by TEXT,
    lease_until BIGINT,
    code TEXT,
    detail TEXT,
    before_score TEXT,
    after_score TEXT,
    PRIMARY KEY (rescore, answer),
    CHECK ((state = 'running') = (claimed_by IS NOT NULL)),
    CHECK ((claimed_by IS NULL) = (lease_until IS NULL)),
    CHECK ((state = 'failed') = (code IS NOT NULL))
);
CREATE INDEX rescore_items_open ON rescore_items (rescore) WHERE state IN ('waiting', 'running');
CREATE INDEX rescore_items_by_answer ON rescore_items (answer);

-- 0006 retention of recordings
ALTER TABLE answers ADD COLUMN recording_removed_at BIGINT;
CREATE INDEX answers_with_recording ON answers (updated_at) WHERE recording_removed_at IS NULL;

-- 0007 keys of machine clients
CREATE TABLE api_keys (
    prefix TEXT PRIMARY KEY,
    hash TEXT NOT NULL,
    name TEXT NOT NULL,
    owner TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    used_at BIGINT
);
CREATE INDEX answers_by_owner ON answers (owner, created_at, id);

-- 0008 webhooks
CREATE TABLE webhooks (
    id TEXT COLLATE "C" PRIMARY KEY,
    owner TEXT NOT NULL,
    url TEXT NOT NULL,
    events TEXT NOT NULL,
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_until BIGINT,
    created_at BIGINT NOT NULL,
    disabled_at BIGINT,
    CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
CREATE INDEX webhooks_by_owner ON webhooks (owner);
CREATE TABLE webhook_deliveries (
    id TEXT COLLATE "C" PRIMARY KEY,
    webhook TEXT COLLATE "C" NOT NULL,
    event TEXT NOT NULL CHECK (event IN ('answer.done', 'answer.failed', 'rescore.done', 'webhook.test')),
    subject TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead')),
    attempts BIGINT NOT NULL CHECK (attempts >= 0),
    started_at BIGINT NOT NULL,
    run_after BIGINT NOT NULL,
    runs BIGINT NOT NULL CHECK (runs >= 0),
    leased_until BIGINT,
    last_error TEXT,
    last_status BIGINT,
    finished_at BIGINT,
    CHECK ((state = 'waiting') = (finished_at IS NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (run_after, id) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_leased ON webhook_deliveries (webhook, leased_until)
WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook, id);
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (finished_at);

-- 0009 how webhooks do
ALTER TABLE webhooks ADD COLUMN disabled_reason TEXT;
ALTER TABLE webhooks ADD COLUMN failing_since BIGINT;
ALTER TABLE webhooks ADD COLUMN rest_until BIGINT;
ALTER TABLE webhooks ADD COLUMN busy_until BIGINT;
UPDATE webhooks SET disabled_reason = 'gone' WHERE disabled_at IS NOT NULL;
DROP INDEX webhook_deliveries_leased;
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook, run_after, id)
WHERE state = 'waiting';

-- 0010 filters of the list of answers
ALTER TABLE answers ADD COLUMN rubric TEXT;
UPDATE answers SET rubric = (
    SELECT split_part(LOWER((e.payload::json #>> '{evaluation,rubric}')), ' ', 1) FROM results r JOIN artifacts e
        ON e.answer = r.answer AND e.stage = r.stage AND e.fingerprint = r.fingerprint
    WHERE r.answer = answers.id AND r.stage = 'evaluate'
);
CREATE INDEX answers_by_rubric ON answers (rubric, created_at, id);
CREATE INDEX answers_by_role
ON answers (LOWER((submission::json #>> '{question,role}')), created_at, id);
CREATE INDEX answers_by_language
ON answers (LOWER((submission::json #>> '{language}')), created_at, id);
CREATE INDEX answers_queued ON answers (created_at, id) WHERE status = 'queued';
CREATE INDEX answers_running ON answers (created_at, id) WHERE status = 'running';
CREATE INDEX answers_failed ON answers (created_at, id) WHERE status = 'failed';

