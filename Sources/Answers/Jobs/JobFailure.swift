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

    /// A failure.
    package init(code: String, detail: String, stage: Stage? = nil, at: Instant, retryAfterMs: Int? = nil) {
        self.code = code
        self.detail = detail
        self.stage = stage
        self.at = at
        self.retryAfterMs = retryAfterMs
    }

    /// What to do about it, by the table.
    package var retry: ErrorRow.Retry { ErrorTable.row(code).retry }
}
