import Core
import Synchronization

/// Writes down completed jobs together: those that complete while a write is under way go into the next one. A single one waits
/// for no waiter.
final class Completions: Sendable {
    /// Jobs in one transaction.
    private static let most = 64

    private typealias Entry = (job: Job, end: CheckedContinuation<ProgressEvent, any Error>)

    private struct State {
        var waiting: [Entry] = []
        var isRunning = false
    }

    private let jobs: JobStore
    private let clock: PipelineClock
    private let state = Mutex(State())

    init(_ jobs: JobStore, clock: PipelineClock) {
        self.jobs = jobs
        self.clock = clock
    }

    /// Completes a job: written and on disk when this returns.
    ///
    /// - Throws: `ClaimLost`, or what writing throws.
    func complete(_ job: Job) async throws -> ProgressEvent {
        try await withCheckedThrowingContinuation { continuation in
            let starts = state.withLock { state in
                state.waiting.append((job, continuation))
                defer { state.isRunning = true }
                return !state.isRunning
            }
            // Not a child of this task: others wait for it too.
            if starts { Task { await drain() } }
        }
    }

    private func drain() async {
        while true {
            let entries: [Entry] = state.withLock { state in
                let next = Array(state.waiting.prefix(Self.most))
                state.waiting.removeFirst(next.count)
                state.isRunning = !next.isEmpty
                return next
            }
            guard !entries.isEmpty else { return }
            do {
                let events = try await jobs.complete(entries.map(\.job), at: clock.instant)
                for (job, end) in entries {
                    if let event = events[job.id] {
                        end.resume(returning: event)
                    } else {
                        end.resume(throwing: ClaimLost(job: job.id, answer: job.answer))
                    }
                }
            } catch {
                for (_, end) in entries { end.resume(throwing: error) }
            }
        }
    }
}
