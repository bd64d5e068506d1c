extension Schema {
    /// Status, stage, kind and event lose the lists of what they may be: a new word needs no migration.
    ///
    /// PostgreSQL drops the checks by the names it gave them. SQLite has no statement for that; its manual gives the edit of the stored
    /// table text for changes that touch no row ("Making Other Kinds Of Table Schema Changes"), which costs nothing however
    /// many answers there are, where copying every table that refers to `answers` would double the file. `RESET` reads the text again
    /// on this connection; making and dropping a table moves the schema's version, so that every other connection reads it too.
    static let m0011OpenVocabulary = Migration("0011 open lists of words") { dialect in
        dialect.name == "sqlite" ? openedInSQLite : openedInPostgres
    }

    private static let openedInSQLite = [
        "PRAGMA writable_schema = ON",
        """
        UPDATE sqlite_master SET sql = replace(replace(sql,
            'CHECK (status IN (''queued'', ''running'', ''done'', ''failed''))', 'CHECK (status <> '''')'),
            'CHECK (stage IN (''upload'', ''decode'', ''transcribe'', ''analyze'', ''evaluate'', ''report''))',
            'CHECK (stage <> '''')')
        WHERE type = 'table' AND name = 'answers'
        """,
        """
        UPDATE sqlite_master SET sql = replace(sql,
            'CHECK (stage IN (''decode'', ''transcribe'', ''analyze'', ''evaluate'', ''report'', ''emotion''))',
            'CHECK (stage <> '''')')
        WHERE type = 'table' AND name = 'artifacts'
        """,
        """
        UPDATE sqlite_master SET sql = replace(sql,
            'CHECK (event IN (''answer.done'', ''answer.failed'', ''rescore.done'', ''webhook.test''))',
            'CHECK (event <> '''')')
        WHERE type = 'table' AND name = 'webhook_deliveries'
        """,
        "PRAGMA writable_schema = RESET",
        "CREATE TABLE vocabulary_opened (mark BIGINT)",
        "DROP TABLE vocabulary_opened",
    ]

    private static let openedInPostgres = [
        """
        ALTER TABLE answers
            DROP CONSTRAINT answers_status_check, ADD CONSTRAINT answers_status_check CHECK (status <> ''),
            DROP CONSTRAINT answers_stage_check, ADD CONSTRAINT answers_stage_check CHECK (stage <> '')
        """,
        """
        ALTER TABLE artifacts
            DROP CONSTRAINT artifacts_stage_check, ADD CONSTRAINT artifacts_stage_check CHECK (stage <> '')
        """,
        """
        ALTER TABLE webhook_deliveries
            DROP CONSTRAINT webhook_deliveries_event_check,
            ADD CONSTRAINT webhook_deliveries_event_check CHECK (event <> '')
        """,
    ]
}
