package import Database
package import Model

/// What became of a request to accept an answer.
package enum Acceptance: Sendable {
    /// It is an answer now.
    case accepted(Answer)
    /// A request with the same key was accepted before; nothing was written.
    case earlier(EarlierRequest)
    /// The recording it was to share went meanwhile; nothing was written.
    case recordingGone
}
