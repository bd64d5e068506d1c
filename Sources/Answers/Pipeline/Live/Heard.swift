import Core
import Database
import FoundationEssentials
import Model

/// What was heard of a recording before it became an answer.
package struct Heard: Sendable {
    /// The measurements; size and hash of the recording are not known yet.
    var hearing: Hearing
    /// The decoded recording, in a file that nothing else refers to.
    var wav: URL
    /// Milliseconds of work, without the time in which nothing came.
    var tookMs: Int
    /// What was transcribed of it while it came; nil when nothing was.
    var ahead: AheadWords?
    /// The ``Engines/hearVersion`` it was heard with.
    var version: String

    /// The decode stage's result for an answer made of the recording.
    func artifact(of submission: Submission) throws -> Artifact {
        var hearing = hearing
        hearing.recording.sha256 = submission.sha256
        hearing.recording.bytes = submission.bytes
        return Artifact(
            answer: submission.id,
            kind: .decode,
            fingerprint: Fingerprint.ofDecoding(submission.sha256, hearVersion: version),
            payload: try StoredJSON.text(hearing),
            durationMs: tookMs,
            created: Instant(submission.createdAt)
        )
    }
}
