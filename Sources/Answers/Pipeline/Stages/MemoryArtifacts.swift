package import Core
package import Model

/// The artifacts of a run without a database, kept as long as this value.
package actor MemoryArtifacts: ArtifactStore {
    package nonisolated let answer: AnswerID
    package nonisolated let run = "memory"
    private var artifacts: [Artifact] = []
    private var chosen: [Artifact.Kind: StoredResult] = [:]
    private var stage = Stage.upload
    private var sequence = 1

    /// No artifacts yet.
    package init(_ answer: AnswerID) { self.answer = answer }

    package func find(_ kind: Artifact.Kind, _ fingerprint: String) -> Artifact? {
        artifacts.first { $0.kind == kind && $0.fingerprint == fingerprint }
    }

    package func keep(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? {
        if find(artifact.kind, artifact.fingerprint) == nil { artifacts.append(artifact) }
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: false)
        return advance(to: next)
    }

    package func reuse(_ artifact: Artifact, next: Stage?, at now: Instant) -> ProgressEvent? {
        chosen[artifact.kind] = StoredResult(artifact: artifact, reused: true)
        return advance(to: next)
    }

    package func results() -> [StoredResult] { Array(chosen.values) }

    private func advance(to next: Stage?) -> ProgressEvent? {
        guard let next, next > stage else { return nil }
        stage = next
        sequence += 1
        return ProgressEvent(answer: answer, sequence: sequence, status: .running, stage: next)
    }
}
