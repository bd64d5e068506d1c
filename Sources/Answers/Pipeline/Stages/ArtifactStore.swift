package import Core
package import Model

/// Where one run of an answer finds and leaves its artifacts: a database under a job's claim, or memory for a run without one.
package protocol ArtifactStore: Sendable {
    /// The answer.
    var answer: AnswerID { get }
    /// Names this run and its retries: a result that had to do without a stage counts within them only.
    var run: String { get }
    /// The artifact with a fingerprint.
    func find(_ kind: Artifact.Kind, _ fingerprint: String) async throws -> Artifact?
    /// Keeps a new artifact and moves the answer on, in one transaction.
    func keep(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent?
    /// Makes a kept artifact count and moves the answer on, in one transaction.
    func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) async throws -> ProgressEvent?
    /// The artifacts that count.
    func results() async throws -> [StoredResult]
    /// What makes a result another one though nothing it depends on changed; nil for the rule of fingerprints.
    func salt(_ kind: Artifact.Kind) -> String?
    /// The artifact that a stage takes whatever it would make now; nil for the rule of fingerprints.
    func pinned(_ kind: Artifact.Kind) async throws -> Artifact?
}

extension ArtifactStore {
    package func pinned(_ kind: Artifact.Kind) async throws -> Artifact? { nil }

    package func salt(_ kind: Artifact.Kind) -> String? { nil }
}
