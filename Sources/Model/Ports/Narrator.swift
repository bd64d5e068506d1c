/// Tells an evaluation in connected prose: what a narrative review needs.
package struct Narrator: Sendable {
    /// Everything the text depends on besides the evaluation and the request, for the fingerprint.
    package var configuration: String
    /// Writes. Throws nothing but `CancellationError`: when a model fails, the text is put together without one, and says so.
    package var write: @Sendable (Evaluation, Judge.Request) async throws -> Narrative

    /// A narrator.
    package init(
        configuration: String,
        write: @escaping @Sendable (Evaluation, Judge.Request) async throws -> Narrative
    ) {
        self.configuration = configuration
        self.write = write
    }
}
