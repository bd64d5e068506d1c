extension Schema {
    /// People with accounts: links by mail, sessions of browsers, known devices, second factors, and what slows guessing down.
    static let m0030Accounts = Migration("0030 accounts") { _ in
        [
            """
            CREATE TABLE accounts (
                id TEXT PRIMARY KEY,
                email TEXT NOT NULL,
                email_key TEXT NOT NULL UNIQUE,
                username TEXT NOT NULL,
                username_key TEXT NOT NULL UNIQUE,
                role TEXT NOT NULL,
                password TEXT,
                first_name TEXT NOT NULL DEFAULT '',
                last_name TEXT NOT NULL DEFAULT '',
                phone TEXT NOT NULL DEFAULT '',
                version BIGINT NOT NULL DEFAULT 1,
                created_at BIGINT NOT NULL,
                confirmed_at BIGINT,
                locked_at BIGINT,
                seen_at BIGINT,
                review_at BIGINT,
                totp_secret TEXT,
                totp_at BIGINT,
                totp_step BIGINT NOT NULL DEFAULT 0
            )
            """,
            "CREATE INDEX accounts_unconfirmed ON accounts (created_at) WHERE confirmed_at IS NULL",
            """
            CREATE TABLE account_links (
                hash TEXT PRIMARY KEY,
                account TEXT,
                purpose TEXT NOT NULL,
                email TEXT NOT NULL,
                role TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                used_at BIGINT
            )
            """,
            "CREATE INDEX account_links_by_account ON account_links (account, purpose)",
            """
            CREATE TABLE account_sessions (
                hash TEXT PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                account TEXT NOT NULL,
                version BIGINT NOT NULL,
                agent TEXT NOT NULL,
                address TEXT NOT NULL,
                is_kept BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                seen_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX account_sessions_by_account ON account_sessions (account)",
            """
            CREATE TABLE account_devices (
                hash TEXT PRIMARY KEY,
                account TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX account_devices_by_account ON account_devices (account)",
            """
            CREATE TABLE account_recovery_codes (
                account TEXT NOT NULL,
                hash TEXT NOT NULL,
                used_at BIGINT,
                PRIMARY KEY (account, hash)
            )
            """,
            """
            CREATE TABLE throttles (
                scope TEXT PRIMARY KEY,
                tries BIGINT NOT NULL,
                first_at BIGINT NOT NULL,
                paused_until BIGINT NOT NULL
            )
            """,
        ]
    }
}
