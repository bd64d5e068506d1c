package import Core
package import Model

/// Why a job did not get done this time.
package struct JobFailure: Sendable, Hashable, Codable {
    /// A code of ``ErrorTable``.
    package var code: String
    /// One sentence for the speaker.
    package var detail: String
    /// Where it happened.
    package var stage: Stage?
    /// When.
    package var at: Instant
    /// How long the upstream asked us to wait.
    package var retryAfterMs: Int?
    /// Whether a breaker kept a call from being made: waiting costs nothing, so no attempt is spent. Nil means no.
    package var isHeldBack: Bool?

    /// A failure.
    package init(code: String, detail: String, stage: Stage? = nil, at: Instant, retryAfterMs: Int? = nil) {
        self.code = code
        self.detail = detail
        self.stage = stage
        self.at = at
        self.retryAfterMs = retryAfterMs
    }

    /// What to do about it, by the table.
    package var retry: ErrorRow.Retry { isHeldBack == true || isOutage ? .later : ErrorTable.row(code).retry }

    /// Whether the database or the object store is out of reach: nothing can stand in for them, so they are waited for.
    package var isOutage: Bool { Self.outages.contains(code) }

    private static let outages: Set<String> = [
        "storage.unavailable", "storage.full", "blob.unavailable", "blob.timeout", "blob.throttled",
    ]
}
