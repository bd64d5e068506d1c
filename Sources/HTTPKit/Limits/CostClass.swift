/// What a request costs the service: each class has a quota of its own. Each route declares its class (`Routes`).
package enum CostClass: String, Sendable, Hashable, CaseIterable {
    /// Looking something up.
    case reads
    /// Changing something that is there.
    case writes
    /// Drawing a report or an export, or cutting a clip.
    case reports
    /// A piece of a resumable upload.
    case pieces
    /// A new answer, other words for one, or a re-scoring: decoding, recognition, a judge.
    case answers
    /// A key that opens nothing.
    case failures

    /// Whether the body may be as long as a recording, so that a deadline would punish slow lines.
    package var takesRecordings: Bool { self == .answers || self == .pieces }
}
