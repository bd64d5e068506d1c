package import Core
import Database
import HTTPKit
package import Jobs
package import Logging
import Metrics
package import Model
import Synchronization
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

/// What one step has to do.
package struct Step<Value: Codable & Sendable>: Sendable {
    /// What it leaves behind.
    package var kind: Artifact.Kind
    /// Everything the result depends on: fingerprints of the inputs, code versions, configuration.
    package var inputs: [String]
    /// Who does it.
    package var engine: String?
    /// With which model.
    package var model: String?
    /// How long it may take.
    package var deadlineMs: Int
    /// Whether a stored result is still whole; a PDF's file may be gone.
    package var isWhole: @Sendable (_ value: Value, _ fingerprint: String) async -> Bool = { _, _ in true }
    /// Whether the result of a run that did not fail is one to keep for good, or stands in for one that is missing.
    package var isFinal: @Sendable (Value) -> Bool = { _ in true }
    /// Does it.
    package var work: @Sendable (_ fingerprint: String) async throws -> Value
    /// What the answer gets when the work has failed for good; nil when the answer fails with it.
    package var otherwise: (@Sendable (StageFailure) async -> Value)?

    /// The key of its result.
    package var fingerprint: String { Fingerprint.of([kind.rawValue] + inputs) }

    /// The stage that clients see while it runs.
    package var stage: Stage { Stage(rawValue: kind.rawValue) ?? .evaluate }

    /// The stage that follows; nil for what is no stage of its own.
    package var next: Stage? {
        switch kind {
        case .decode: .transcribe
        case .transcribe: .analyze
        case .analyze: .evaluate
        case .evaluate, .report: .report
        case .emotion: nil
        }
    }
}

/// What a step left behind.
package struct Done<Value: Sendable>: Sendable {
    /// The result.
    package var value: Value
    /// The fingerprint it is stored under.
    package var fingerprint: String
}

/// How long each stage may take, in milliseconds.
package struct StageDeadlines: Sendable, Hashable {
    /// Decoding and measuring a recording.
    package var decodeMs = 300_000
    /// Speech to text, before the audio's own length is added.
    package var transcribeMs = 60_000
    /// Milliseconds of speech to text granted per millisecond of audio, on top.
    package var transcribePerAudioMs = 2
    /// Measuring the delivery.
    package var analyzeMs = 60_000
    /// Judging the content.
    package var evaluateMs = 120_000
    /// Drawing the PDF.
    package var reportMs = 60_000
    /// The emotion endpoint. It runs beside the judge, and the report waits for it no longer than this.
    package var emotionMs = 30_000

    /// The defaults.
    package init() {}

    func transcribeMs(audioMs: Int) -> Int {
        let (extra, overflow) = max(0, audioMs).multipliedReportingOverflow(by: max(0, transcribePerAudioMs))
        return transcribeMs &+ (overflow ? 86_400_000 : min(extra, 86_400_000))
    }
}

/// Whether one more failure would be the last one. Follows the job's counters, which start again at each stage that gets done.
package final class Patience: Sendable {
    private let policy: JobPolicy
    private let counters: Mutex<(attempts: Int, waits: Int)>

    /// The patience left with a job.
    package init(_ policy: JobPolicy, attempts: Int = 0, waits: Int = 0) {
        self.policy = policy
        counters = Mutex((attempts, waits))
    }

    func isLastChance(_ retry: ErrorRow.Retry) -> Bool {
        let (attempts, waits) = counters.withLock { $0 }
        return policy.isLastChance(retry, attempts: attempts, waits: waits)
    }

    func stageDone() { counters.withLock { $0 = (0, 0) } }
}

/// What the transcribe stage leaves behind: the words, or why there are none.
package struct Words: Sendable, Hashable, Codable {
    /// The words.
    package var transcript: Transcript?
    /// Why there are none.
    package var problem: Answer.Problem?

    /// Words, or a reason.
    package init(transcript: Transcript? = nil, problem: Answer.Problem? = nil) {
        self.transcript = transcript
        self.problem = problem
    }

    /// The words for a stage that can work without: an empty transcript when there are none.
    func orNone(language: String) -> Transcript {
        transcript
            ?? Transcript(
                text: "",
                language: language,
                engine: "none",
                keepsFillers: false,
                wordTimes: .none,
                accuracy: .low,
                words: []
            )
    }
}

/// What the evaluate stage leaves behind: the evaluation, and why it is not the configured judge's when it is not.
package struct Verdict: Sendable, Hashable, Codable {
    /// The evaluation; without a score when no judge could.
    package var evaluation: Evaluation
    /// Why the configured judge did not judge.
    package var problem: Answer.Problem?
    /// The configured judge, when it did not judge.
    package var replaced: String?

    /// A verdict.
    package init(evaluation: Evaluation, problem: Answer.Problem? = nil, replaced: String? = nil) {
        self.evaluation = evaluation
        self.problem = problem
        self.replaced = replaced
    }
}

/// What the report stage leaves behind: the facts of the PDF, whose bytes are a blob named by the fingerprint.
package struct PrintedReport: Sendable, Hashable, Codable {
    /// Size of the PDF.
    package var bytes: Int
    /// SHA-256 of the PDF in lower-case hexadecimal.
    package var sha256: String

    /// The facts of some bytes.
    package init(_ pdf: [UInt8]) {
        bytes = pdf.count
        sha256 = Fingerprint.of(bytes: pdf)
    }
}
