package import Core
import Database
import Jobs
package import Logging
import Metrics
import Model
import Tracing

/// One run of one answer through its stages: the rule every step follows, and what it needs for it.
package struct StageRun: Sendable {
    package let artifacts: any ArtifactStore
    let patience: Patience
    let clock: PipelineClock
    let log: Logger
    let publish: @Sendable (ProgressEvent) async -> Void
    let standsIn: Bool

    /// A run.
    ///
    /// - Parameters:
    ///   - publish: told of each change the answer's clients see.
    ///   - standsIn: whether an answer goes on without what failed for good.
    package init(
        _ artifacts: any ArtifactStore,
        patience: Patience,
        clock: PipelineClock = .system,
        log: Logger,
        standsIn: Bool = true,
        publish: @escaping @Sendable (ProgressEvent) async -> Void = { _ in }
    ) {
        self.artifacts = artifacts
        self.patience = patience
        self.clock = clock
        self.log = log
        self.publish = publish
        self.standsIn = standsIn
    }

    /// The rule: an artifact with the step's fingerprint is the result; else the work is done under a span, a timer and a
    /// deadline, and the artifact is stored and the stage advanced in one transaction.
    ///
    /// - Throws: ``StageFailure``, `ClaimLost`, or `CancellationError`.
    package func step<Value>(_ step: Step<Value>) async throws -> Done<Value> {
        let fingerprint = artifacts.salt(step.kind).map { Fingerprint.of([step.fingerprint, $0]) } ?? step.fingerprint
        let standIn = Fingerprint.of([fingerprint, "without", artifacts.run])
        do {
            if let pinned = try await artifacts.pinned(step.kind), let done = try await reuse(step, pinned) {
                return done
            }
            for key in [fingerprint, standIn] {
                if let artifact = try await artifacts.find(step.kind, key), let done = try await reuse(step, artifact) {
                    return done
                }
            }
            return try await make(step, fingerprint, standIn: standIn)
        } catch let error as ClaimLost {
            throw error
        } catch is CancellationError {
            throw CancellationError()
        } catch let failure as StageFailure {
            throw failure
        } catch {
            throw StageFailure(error, at: step.stage)
        }
    }

    /// What a stored artifact holds; nil when it cannot be read any more, or its file is gone.
    package func value<Value>(_ step: Step<Value>, _ artifact: Artifact) async -> Done<Value>? {
        guard let value = try? StoredJSON.value(Value.self, from: artifact.payload),
            await step.isWhole(value, artifact.fingerprint)
        else { return nil }
        return Done(value: value, fingerprint: artifact.fingerprint)
    }

    private func reuse<Value>(_ step: Step<Value>, _ artifact: Artifact) async throws -> Done<Value>? {
        guard let done = await value(step, artifact) else { return nil }
        let now = clock.instant
        let event = try await shielded { [artifacts] in
            try await artifacts.reuse(artifact, next: step.next, at: now)
        }
        if let event { await publish(event) }
        log.debug("stage reused", metadata: ["stage": "\(step.kind.rawValue)"])
        return done
    }

    private func make<Value>(_ step: Step<Value>, _ whole: String, standIn: String) async throws -> Done<Value> {
        let start = clock.instant
        var value: Value
        var fingerprint = whole
        do {
            value = try await measured(step, whole)
            if !step.isFinal(value) { fingerprint = standIn }
        } catch let error where !(error is CancellationError || error is ClaimLost) {
            let failure = error as? StageFailure ?? StageFailure(error, at: step.stage)
            let isLast = patience.isLastChance(failure.retry)
            log.warning(
                "stage failed",
                metadata: [
                    "stage": "\(step.kind.rawValue)", "code": "\(failure.code)", "last": "\(isLast)",
                    "context": "\(failure.context)",
                ]
            )
            guard standsIn, let otherwise = step.otherwise, failure.isOwn(of: step.stage), isLast else { throw failure }
            value = await otherwise(failure)
            fingerprint = standIn
            Metrics.Counter(
                label: "answers_degraded_total",
                dimensions: [("stage", step.kind.rawValue), ("code", failure.code)]
            ).increment()
        }
        let now = clock.instant
        let artifact = Artifact(
            answer: artifacts.answer,
            kind: step.kind,
            fingerprint: fingerprint,
            payload: try StoredJSON.text(value),
            engine: step.engine,
            model: step.model,
            durationMs: Int(now.milliseconds &- start.milliseconds),
            created: now
        )
        let event = try await keep(artifact, step.next, at: now)
        if step.next != nil { patience.stageDone() }
        if let event { await publish(event) }
        return Done(value: value, fingerprint: fingerprint)
    }

    /// What was paid for is kept: a database that is away for a while is waited for, not a reason to do the work again.
    private func keep(_ artifact: Artifact, _ next: Stage?, at now: Instant) async throws -> ProgressEvent? {
        var waitMs = 250
        while true {
            do {
                return try await shielded { [artifacts] in try await artifacts.keep(artifact, next: next, at: now) }
            } catch let error as StorageError where error.kind == .unavailable && waitMs <= Self.longestWaitMs {
                log.warning("a result cannot be kept yet", metadata: ["stage": "\(artifact.kind.rawValue)"])
                try await clock.sleep(waitMs)
                waitMs *= 2
            }
        }
    }

    /// The last of the waits for a database: together they are half a minute, as long as a worker may be silent.
    private static let longestWaitMs = 16_000

    private func measured<Value>(_ step: Step<Value>, _ fingerprint: String) async throws -> Value {
        let start = ContinuousClock.now
        var outcome = "failed"
        defer {
            let spent = (ContinuousClock.now - start).components
            Metrics.Timer(
                label: "answers_\(step.kind.rawValue)_seconds",
                dimensions: [("outcome", outcome)]
            ).recordNanoseconds(spent.seconds &* 1_000_000_000 &+ spent.attoseconds / 1_000_000_000)
        }
        let value = try await withSpan("answer.\(step.kind.rawValue)") { span in
            span.attributes["answer.id"] = artifacts.answer.rawValue
            return try await withDeadline(milliseconds: step.deadlineMs, clock: clock) {
                try await step.work(fingerprint)
            }
        }
        outcome = "done"
        return value
    }
}
