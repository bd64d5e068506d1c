import Synchronization

/// The companion: a Python process beside the service that hears (Whisper) and places texts (MiniLM), and short-lived ones that decode.
///
/// One process serves all callers, one request at a time; callers take turns. It starts with the first request and stays; it is started
/// again when it dies, hangs or grows. No failure of it reaches further than the requests that it had.
package actor Companion {
    /// What was answered.
    struct Answer: Sendable {
        /// Transcribe: what was heard.
        var segments: [HeardSegment] = []
        /// The last frame.
        var done: CompanionReply.Done
        /// Embed: the vectors.
        var payload: [UInt8] = []
    }

    /// How often a request is tried on a process that dies over it.
    static let maxAttempts = 3
    /// How often a process may fail in a row before the companion rests and refuses requests.
    static let maxFailures = 6

    /// How it runs.
    nonisolated let settings: CompanionSettings
    private var queue: TurnQueue<Job>
    private var driver: Task<Void, Never>?
    private var sleeper: CheckedContinuation<Void, Never>?
    private var isStopped = false
    private var lastID = 0
    private var lastCaller = 0
    private var failures = 0
    private var restUntil: ContinuousClock.Instant?
    private var condition = CompanionStatus()
    private var decoding = 0
    private var decodeWaiters: [CheckedContinuation<Void, Never>] = []

    private struct Job: Sendable {
        let id: Int
        let area: CompanionError.Area
        let request: CompanionRequest
        let payload: [UInt8]
        let deadlineMs: Int
        var attempts = 0
        let continuation: CheckedContinuation<Answer, any Error>
    }

    /// A companion that has not started.
    package init(settings: CompanionSettings) {
        self.settings = settings
        queue = TurnQueue(capacity: settings.maxWaiting)
    }

    /// A name for the requests of one caller: callers with requests waiting take turns.
    func newCaller() -> Int {
        lastCaller += 1
        return lastCaller
    }

    /// Sends a request when it is the caller's turn and waits for its answer. Throws ``CompanionError``, or `CancellationError` when
    /// cancelled; a request that is under way then is finished for no one.
    func ask(
        _ request: CompanionRequest,
        payload: [UInt8] = [],
        for area: CompanionError.Area,
        caller: Int,
        deadlineMs: Int
    ) async throws -> Answer {
        try Task.checkCancellation()
        guard !isStopped else { throw CompanionError(area, .unavailable, "The companion has ended.") }
        if let restUntil, ContinuousClock.now < restUntil {
            throw CompanionError(
                area,
                .unavailable,
                "The companion failed \(failures) times in a row and rests.",
                context: condition.facts
            )
        }
        lastID += 1
        let id = lastID
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                var request = request
                request.id = id
                let job = Job(
                    id: id,
                    area: area,
                    request: request,
                    payload: payload,
                    deadlineMs: deadlineMs,
                    continuation: continuation
                )
                guard queue.add(job, caller: caller) else {
                    continuation.resume(
                        throwing: CompanionError(area, .unavailable, "Too many requests wait for the companion.")
                    )
                    return
                }
                wake()
            }
        } onCancel: {
            Task { await self.cancel(id) }
        }
    }

    /// Ends the process and refuses what waits; returns when it is gone.
    package func stop() async {
        isStopped = true
        fail(.unavailable, "The companion has ended.")
        driver?.cancel()
        sleeper?.resume()
        sleeper = nil
        await driver?.value
        driver = nil
    }

    /// What it is doing, for `debrief doctor` and the log.
    package func status() -> CompanionStatus { condition }

    private func wake() {
        if driver == nil { driver = Task { await self.drive() } }
        sleeper?.resume()
        sleeper = nil
    }

    private func cancel(_ id: Int) {
        queue.remove { $0.id == id }?.continuation.resume(throwing: CancellationError())
    }

    /// Runs one process after the other as long as there is work.
    private func drive() async {
        while !isStopped {
            guard await waitForWork() else { break }
            let before = condition.answered
            let ending = await process.run(order) { talk, hello in
                await self.greeted(hello, talk.processID)
                return await self.serve(talk)
            }
            condition.isRunning = false
            condition.processID = nil
            if condition.answered > before { failures = 0 }
            switch ending {
            case .finished: break
            case .missing(let reason):
                condition.problem = reason
                fail(.missing, "The companion cannot be started. Run scripts/companion.")
                await rest()
            case .broken: await recover()
            }
        }
    }

    private func recover() async {
        guard !isStopped else { return }
        condition.restarts += 1
        failures += 1
        if failures >= Self.maxFailures {
            fail(.failed, "The companion died \(failures) times in a row.")
            await rest()
        } else if failures > 1 {
            let waitMs = min(30_000, settings.backoffMs << min(failures - 2, 10))
            try? await Task.sleep(for: .milliseconds(waitMs))
        }
    }

    /// Refuses requests for a while after failures that a restart does not help.
    private func rest() async {
        restUntil = .now + .milliseconds(min(30_000, settings.backoffMs << 6))
        failures = 0
    }

    /// Waits until a request is there; false when the companion was stopped.
    private func waitForWork() async -> Bool {
        while queue.isEmpty && !isStopped {
            await withCheckedContinuation { sleeper = $0 }
        }
        return !isStopped
    }

    private func greeted(_ hello: CompanionReply.Hello, _ processID: CInt) {
        condition.processID = Int(processID)
        condition.isRunning = true
        condition.locks = hello.locks
        condition.problem = nil
    }

    /// Serves requests on one process until it has to end; false when it is broken.
    private func serve(_ talk: CompanionTalk) async -> Bool {
        while await waitForWork() {
            guard var job = queue.next() else { continue }
            job.value.attempts += 1
            let outcome = await Self.exchange(job.value, on: talk)
            switch outcome {
            case .answered(let answer):
                condition.note(answer.done)
                condition.answered += 1
                failures = 0
                job.value.continuation.resume(returning: answer)
                // A process that grew is replaced by a fresh one.
                if answer.done.residentBytes > settings.residentLimitBytes { return true }
            case .refused(let fault):
                condition.answered += 1
                condition.problem = "\(fault.code): \(fault.message)"
                job.value.continuation.resume(throwing: CompanionError.reported(fault, job.value.area))
                if ["failed", "out_of_memory"].contains(fault.code) { return false }
            case .late:
                condition.problem = "no answer within \(job.value.deadlineMs) ms"
                job.value.continuation.resume(
                    throwing: CompanionError(
                        job.value.area,
                        .timeout,
                        "The companion took longer than \(job.value.deadlineMs / 1_000) s and was stopped.",
                        context: ["deadlineMs": String(job.value.deadlineMs)]
                    )
                )
                return false
            case .died:
                condition.problem = "died over a request"
                if job.value.attempts < Self.maxAttempts, !isStopped {
                    queue.putBack(job)
                } else {
                    job.value.continuation.resume(
                        throwing: CompanionError(
                            job.value.area,
                            .failed,
                            "The companion died \(job.value.attempts) times."
                        )
                    )
                }
                return false
            }
        }
        return true
    }

    private enum Outcome {
        case answered(Answer)
        case refused(CompanionReply.Fault)
        case late
        case died
    }

    private static func exchange(_ job: Job, on talk: CompanionTalk) async -> Outcome {
        let deadline = ContinuousClock.now + .milliseconds(job.deadlineMs)
        guard await talk.send(job.request, payload: job.payload) else { return .died }
        var segments: [HeardSegment] = []
        while true {
            let left = (deadline - .now) / .milliseconds(1)
            switch await talk.reply(withinMs: max(0, Int(left))) {
            case .late: return .late
            case .end: return .died
            case .frame(let reply, let payload):
                guard reply.id == job.id else { return .died }
                if let fault = reply.fault { return .refused(fault) }
                if let done = reply.done { return .answered(Answer(segments: segments, done: done, payload: payload)) }
                guard let segment = reply.segment, segments.count < 1_000 else { return .died }
                segments.append(segment)
            }
        }
    }

    private func fail(_ kind: CompanionError.Kind, _ message: String) {
        for job in queue.removeAll() {
            job.continuation.resume(throwing: CompanionError(job.area, kind, message, context: condition.facts))
        }
    }

    private var order: CompanionOrder {
        let names = [settings.model, settings.multilingualModel]
        return CompanionOrder(
            memoryBytes: settings.memoryLimitBytes,
            threads: settings.threads,
            whisper: Array(Set(names.map(settings.whisperFolder))).sorted(),
            embedding: settings.embeddingFolder
        )
    }

    /// The program as it is installed.
    nonisolated var process: CompanionProcess {
        CompanionProcess(interpreter: settings.interpreter, program: settings.program, helloMs: settings.deadlineBaseMs)
    }
}

extension Companion {
    /// The companion of this process for these settings; all callers of one installation share one process.
    package static func shared(_ settings: CompanionSettings) -> Companion {
        all.withLock { companions in
            if let companion = companions[settings] { return companion }
            let companion = Companion(settings: settings)
            companions[settings] = companion
            return companion
        }
    }

    /// Ends every shared companion, for an orderly end of the service. Without it the kernel ends their processes with this one.
    package static func stopAll() async {
        for companion in all.withLock({ Array($0.values) }) { await companion.stop() }
    }

    private static let all = Mutex<[CompanionSettings: Companion]>([:])

    /// Runs `body` when fewer than ``CompanionSettings/decoders`` others do.
    func whenDecoderIsFree<Value: Sendable>(_ body: @Sendable () async throws -> Value) async throws -> Value {
        if decoding >= max(1, settings.decoders) {
            await withCheckedContinuation { decodeWaiters.append($0) }
        } else {
            decoding += 1
        }
        defer {
            if decodeWaiters.isEmpty { decoding -= 1 } else { decodeWaiters.removeFirst().resume() }
        }
        try Task.checkCancellation()
        return try await body()
    }
}
