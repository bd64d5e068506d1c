extension Schema {
    /// Knowledge documents that wait to be placed and mail that waits to be sent become jobs; leases and counters of their own go.
    static let m0086KnowledgeAndMailJobs = Migration("0086 knowledge and mail in the one queue") { _ in
        func jobs(_ kind: String, owner: String, from rows: String) -> String {
            """
            INSERT INTO jobs (id, kind, subject, payload, unique_key, owner, priority, turn, state, attempts, rescues, waits, runs,
                run_after, errors, created_at, updated_at, keep_ms)
            SELECT 'job_' || substr(s.id, 5), '\(kind)', s.id, '{}', s.id, \(owner), 0, 0, 'available', 0, 0, 0, 0,
                0, '[]', s.created_at, s.created_at, 3600000
            FROM \(rows) s WHERE s.state = 'waiting'
            """
        }
        return [
            jobs("knowledge.place", owner: "s.owner", from: "knowledge_documents"),
            "DROP INDEX knowledge_documents_waiting",
            "ALTER TABLE knowledge_documents DROP COLUMN leased_until",
            "ALTER TABLE knowledge_documents DROP COLUMN attempts",
            jobs("mail.send", owner: "COALESCE(s.account, '')", from: "outbox"),
            "DROP INDEX outbox_due",
            "ALTER TABLE outbox DROP COLUMN leased_until",
            "ALTER TABLE outbox DROP COLUMN attempts",
            "ALTER TABLE outbox DROP COLUMN run_after",
        ]
    }
}
