/// Where an answer stands as a whole; ``Stage`` says which step it is at.
package enum AnswerStatus: String, Sendable, Codable, CaseIterable {
    /// Accepted and waiting for a worker.
    case queued
    /// A worker has it.
    case running
    /// Everything that could be done is done.
    case done
    /// It ended with a problem; the recording is kept.
    case failed
}
