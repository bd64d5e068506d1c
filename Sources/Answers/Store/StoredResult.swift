/// An artifact that counts for its answer now.
package struct StoredResult: Sendable, Hashable {
    /// The artifact.
    package var artifact: Artifact
    /// Whether the last run found it instead of making it.
    package var reused: Bool

    /// A result.
    package init(artifact: Artifact, reused: Bool) {
        self.artifact = artifact
        self.reused = reused
    }
}
