import Core
import Database
package import FoundationEssentials
package import Model

/// One score an answer ever had.
package struct AnswerVersion: Sendable, Hashable, Codable {
    /// Hash of everything it depends on.
    package var fingerprint: String
    /// Whether it is the one that counts.
    package var isCurrent: Bool
    /// When it was made.
    package var createdAt: Date
    /// The whole evaluation.
    package var evaluation: Evaluation

    /// A version from a stored artifact.
    ///
    /// - Throws: `storage.corrupt`.
    package init(_ artifact: Artifact, isCurrent: Bool) throws {
        let verdict: Verdict = try StoredJSON.value(from: artifact.payload)
        fingerprint = artifact.fingerprint
        self.isCurrent = isCurrent
        createdAt = artifact.created.date
        evaluation = verdict.evaluation
    }
}
