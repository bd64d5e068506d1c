package import Model

/// Who may work on an upload. The newest request wins: a client that comes back after a lost connection must not wait for the
/// old one, which no client ends.
package actor UploadTurns {
    private struct Holder {
        var number: Int
        var isOver: Task<Void, Never>
        var stop: @Sendable () -> Void
    }

    private var holders: [UploadID: Holder] = [:]
    private var next = 0

    /// No upload is written to yet.
    package init() {}

    /// Runs `work` alone on an upload, after asking the request that holds it to stop. Throws `upload.locked` when a still newer request
    /// came before it could begin.
    package func run<Value: Sendable>(
        on id: UploadID,
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let before = holders[id]
        before?.stop()
        let task = Task {
            await before?.isOver.value
            do {
                try Task.checkCancellation()
                return try await work()
            } catch is CancellationError {
                throw WebError(.uploadLocked, "A newer request has taken the upload over.")
            }
        }
        next += 1
        let number = next
        holders[id] = Holder(number: number, isOver: Task { _ = await task.result }, stop: { task.cancel() })
        defer { if holders[id]?.number == number { holders[id] = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
