-- States in which the program cannot be stopped at will; the same for both engines.
-- A job whose service outside failed once, due again a minute later.
UPDATE jobs SET state = 'retryable', attempts = 1, runs = 1, run_after = run_after + 60000,
    last_error = 'transcribe.unavailable',
    errors = '[{"at":{"milliseconds":' || created_at || '},"code":"transcribe.unavailable","detail":"The transcription service is not available at the moment.","retryAfterMs":60000,"stage":"transcribe"}]'
WHERE id = (SELECT MAX(id) FROM jobs WHERE state = 'available');
-- A key that expired yesterday.
UPDATE api_keys SET expires_at = created_at - 86400000, created_at = created_at - 172800000 WHERE name = 'expired';
-- Answers of the re-scoring under way that failed, wait for another try, and are in the hands of a runner.
INSERT INTO rescore_items (rescore, answer, state, runs, attempts, run_after, claimed_by, lease_until, code, detail)
SELECT r.id, a.id, 'failed', 1, 1, r.created_at, NULL, NULL, 'evaluate.unavailable', 'The judge is not available at the moment.'
FROM rescores r, answers a
WHERE r.state = 'running' AND a.id = (SELECT id FROM answers WHERE status = 'done' ORDER BY created_at, id LIMIT 1 OFFSET 2);
INSERT INTO rescore_items (rescore, answer, state, runs, attempts, run_after, claimed_by, lease_until, code, detail)
SELECT r.id, a.id, 'waiting', 1, 1, r.created_at + 60000, NULL, NULL, NULL, NULL
FROM rescores r, answers a
WHERE r.state = 'running' AND a.id = (SELECT id FROM answers WHERE status = 'done' ORDER BY created_at, id LIMIT 1 OFFSET 3);
INSERT INTO rescore_items (rescore, answer, state, runs, attempts, run_after, claimed_by, lease_until, code, detail)
SELECT r.id, a.id, 'running', 1, 0, r.created_at, 'w-0-1-killed', r.created_at + 60000, NULL, NULL
FROM rescores r, answers a
WHERE r.state = 'running' AND a.id = (SELECT id FROM answers WHERE status = 'done' ORDER BY created_at, id LIMIT 1 OFFSET 4);
UPDATE rescores SET failed = 1, revision = revision + 1,
    fed_created = (SELECT created_at FROM answers WHERE status = 'done' ORDER BY created_at, id LIMIT 1 OFFSET 4),
    fed_answer = (SELECT id FROM answers WHERE status = 'done' ORDER BY created_at, id LIMIT 1 OFFSET 4)
WHERE state = 'running';
