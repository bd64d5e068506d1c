extension Schema {
    /// What clients spent of their quotas, for the processes of one database together: when each quota is whole again, in microseconds by
    /// the database's clock.
    static let m0090SharedQuotas = Migration("0090 shared quotas") { _ in
        [
            "CREATE TABLE quotas (client TEXT PRIMARY KEY, whole_at BIGINT NOT NULL)",
            "CREATE INDEX quotas_by_end ON quotas (whole_at)",
        ]
    }
}
