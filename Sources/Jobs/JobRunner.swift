package import Core
package import Database
package import Events
package import Logging

/// Runs one claimed job to an end of its claim, and writes that down.
package struct JobRunner: Sendable {
    private let jobs: JobStore
    private let registry: JobRegistry
    private let completions: Completions
    private let hub: EventHub
    private let clock: PipelineClock
    private let deadlineMs: Int

    /// A runner.
    ///
    /// - Parameter deadlineMs: how long one run of a job may take; claims are made with the same.
    package init(
        _ database: any SQLDatabase,
        _ registry: JobRegistry,
        hub: EventHub,
        clock: PipelineClock = .system,
        deadlineMs: Int = 10_800_000
    ) {
        jobs = JobStore(database, kinds: registry.kinds)
        self.registry = registry
        completions = Completions(jobs, clock: clock)
        self.hub = hub
        self.clock = clock
        self.deadlineMs = deadlineMs
    }

    /// Does what can be done of a job, and writes down how its claim ends.
    ///
    /// - Returns: an end that could not be written down, for ``write(_:_:log:)`` later; nil when all is well.
    @discardableResult
    package func run(_ job: Job, log: Logger) async -> JobEnding? {
        guard let ending = await work(job, log: log) else {
            await lose(job, log: log)
            return nil
        }
        return await write(job, ending, log: log)
    }

    /// Writes down how a claim ends.
    ///
    /// - Returns: the same end when it could not be written down; nil when all is well.
    func write(_ job: Job, _ ending: JobEnding, log: Logger) async -> JobEnding? {
        do {
            try await end(job, ending, log: log)
        } catch is ClaimLost {
            await lose(job, log: log)
        } catch {
            log.error("job's end cannot be written yet", metadata: ["error": "\(error)"])
            return ending
        }
        return nil
    }

    /// How a job's claim is to end; nil when the claim was lost meanwhile.
    private func work(_ job: Job, log: Logger) async -> JobEnding? {
        guard let handler = registry[job.kind] else { return .handedBack }
        do {
            return try await withDeadline(milliseconds: deadlineMs, clock: clock) {
                try await handler.run(job, log)
            }
        } catch is ClaimLost {
            return nil
        } catch is CancellationError {
            return .handedBack
        } catch {
            return .failed(handler.failure(error, clock.instant))
        }
    }

    private func end(_ job: Job, _ ending: JobEnding, log: Logger) async throws {
        let (jitter, now, jobs) = (clock.jitter(), clock.instant, jobs)
        let change =
            ending == .completed
            ? try await completions.complete(job)
            : try await shielded { try await jobs.end(job, ending, jitter: jitter, at: now) }
        if let event = change.event { await hub.publish(event) }
        var metadata: Logger.Metadata = ["state": "\(change.job.state.rawValue)", "runs": "\(change.job.runs)"]
        if case .failed(let failure) = ending { metadata["code"] = "\(failure.code)" }
        // A schedule that did its round says so itself when there is something to say.
        if case .again = ending {} else { log.info("job ended", metadata: metadata) }
        await registry[job.kind]?.ended(change.job)
    }

    private func lose(_ job: Job, log: Logger) async {
        log.info("claim lost")
        await registry[job.kind]?.lost(job)
    }
}
