import Core

/// Hands out a fixed number of turns, first come first served, so that no more children run than there are cores for them.
actor Turns {
    private var free: Int
    private let maxWaiting: Int
    private var waiting: [(id: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastID = 0

    /// `count` turns at once, and room for `maxWaiting` that wait.
    init(count: Int, maxWaiting: Int) {
        free = max(1, count)
        self.maxWaiting = max(0, maxWaiting)
    }

    /// Runs `body` when it is its turn, with one turn or, when no other waits, up to `wanted`. Throws `CancellationError` when cancelled before that, and `transcribe.unavailable`
    /// when too many wait already.
    @discardableResult
    nonisolated func take<Value: Sendable>(
        upTo wanted: Int = 1,
        _ body: (Int) async throws -> Value
    ) async throws -> Value {
        try await wait()
        let taken = await 1 + more(wanted - 1)
        do {
            let value = try await body(taken)
            await giveBack(taken)
            return value
        } catch {
            await giveBack(taken)
            throw error
        }
    }

    private func more(_ wanted: Int) -> Int {
        let count = min(max(0, wanted), free)
        free -= count
        return count
    }

    private func wait() async throws {
        try Task.checkCancellation()
        if free > 0 {
            free -= 1
            return
        }
        guard waiting.count < maxWaiting else {
            throw RecognizerError(
                .unavailable,
                "Too many recordings wait for the offline recognizer. Try again later, or configure a speech-to-text service.",
                context: ["waiting": String(waiting.count)]
            )
        }
        lastID += 1
        let id = lastID
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                // Nothing suspends between here and the actor's last hop, so a cancellation always finds its entry.
                waiting.append((id, continuation))
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
    }

    private func giveBack(_ count: Int) {
        for _ in 0..<count {
            if waiting.isEmpty {
                free += 1
            } else {
                waiting.removeFirst().continuation.resume()
            }
        }
    }

    private func cancel(_ id: Int) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
