/// A call on its way from a caller to the loop's thread.
struct CurlCall: Sendable {
    /// Names the call for cancellation.
    let id: UInt64
    /// What to send.
    let request: HTTPRequest
    /// Where to.
    let target: RequestTarget
    /// When it must be over.
    let deadline: ContinuousClock.Instant
    /// Hands the outcome to the caller; called exactly once.
    let finish: @Sendable (Result<HTTPReply, OutboundError>) -> Void
}
