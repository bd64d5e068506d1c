/// One row of the error table: what a code means to a client and to the job runner.
package struct ErrorRow: Sendable, Hashable {
    /// What a worker does about it.
    package enum Retry: String, Sendable {
        /// The same input gives the same error.
        case never
        /// It may go away by itself: back off and try again.
        case backoff
        /// The upstream said when to come back.
        case later
    }

    /// The stable code.
    package var code: String
    /// The HTTP status a client sees.
    package var status: Int
    /// What a worker does about it.
    package var retry: Retry
    /// What it means, for the docs.
    package var meaning: String

    /// A row.
    package init(_ code: String, _ status: Int, _ retry: Retry, _ meaning: String) {
        self.code = code
        self.status = status
        self.retry = retry
        self.meaning = meaning
    }
}
