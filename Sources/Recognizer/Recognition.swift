import Core
import Model

/// The recognition of one recording: its plan, its children, its deadline.
struct Recognition: Sendable {
    /// Speech that makes another child worth its start, in milliseconds.
    static let speechPerLaneMs = 10_000

    /// What goes to the engine.
    let plan: UtterancePlan
    private let request: Transcriber.Request
    private let settings: RecognizerSettings
    private let recording: PCMFile
    private let durationMs: Int

    /// Opens the recording and plans its utterances. Throws when the recording cannot be read.
    init(_ request: Transcriber.Request, settings: RecognizerSettings) throws(RecognizerError) {
        self.request = request
        self.settings = settings
        recording = try PCMFile(request.wav)
        durationMs = min(max(0, request.durationMs), recording.durationMs, PocketSphinxTranscriber.maxDurationMs)
        plan = UtterancePlan(
            speech: request.speech,
            durationMs: durationMs,
            maxUtteranceMs: settings.maxUtteranceMs,
            quietest: recording.quietest
        )
    }

    /// How many children are worth starting: each pays half a second for its model.
    var usefulLanes: Int {
        max(1, min(plan.utterances.count, speechMs / Self.speechPerLaneMs))
    }

    /// Recognizes with `lanes` children at once. Throws ``RecognizerError`` or, when cancelled, `CancellationError`; no child is
    /// left either way.
    func transcribe(lanes: Int) async throws -> Transcript {
        try ModelFolder(path: settings.modelFolder).check()
        let deadlineMs = settings.deadlineMs(speechMs: speechMs)
        let process = ChildProcess(executable: settings.executable ?? "/proc/self/exe", order: order(deadlineMs))
        let work = Workload(plan.utterances)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingTaskGroup(of: Void.self) { children in
                    for _ in 0..<max(1, lanes) { children.addTask { try await hear(work, with: process) } }
                    try await children.waitForAll()
                }
            }
            group.addTask { try await Self.end(afterMs: deadlineMs) }
            defer { group.cancelAll() }
            try await group.next()
        }
        guard let heard = await work.result else { throw RecognizerError(.engineFailed, "An utterance was not heard.") }
        var transcript = HeardTranscript(speech: request.speech, durationMs: durationMs)
        for (tokens, utterance) in zip(heard, plan.utterances) { transcript.add(tokens, in: utterance) }
        return transcript.transcript(language: request.language)
    }

    /// Feeds one child after the other until no work is left.
    private func hear(_ work: Workload, with process: ChildProcess) async throws {
        var fruitless = 0
        repeat {
            switch try await process.hear(work, of: recording) {
            case .finished: break
            case .unusable(let reason): throw ModelFolder(path: settings.modelFolder).missing(reason)
            case .missing(let reason):
                throw RecognizerError(
                    .engineMissing,
                    "The offline recognizer cannot be started: \(process.executable) does not run.",
                    context: ["reason": reason]
                )
            case .died(let status, let wasReady, let number):
                if let number {
                    guard await work.returned(number) else { throw Self.died(status, wasReady, over: number) }
                } else {
                    fruitless += 1
                    guard fruitless < Workload.maxAttempts else { throw Self.died(status, wasReady, over: nil) }
                }
            }
        } while await work.isWaiting
    }

    private func order(_ deadlineMs: Int) -> ChildOrder {
        ChildOrder(
            modelFolder: settings.modelFolder,
            memoryLimitBytes: settings.memoryLimitBytes,
            cpuLimitSeconds: deadlineMs / 1_000 + 1
        )
    }

    private var speechMs: Int { plan.utterances.reduce(0) { $0 + $1.durationMs } }

    private static func end(afterMs deadlineMs: Int) async throws {
        try await Task.sleep(for: .milliseconds(deadlineMs))
        throw RecognizerError(
            .timeout,
            "The offline recognizer took longer than \(deadlineMs / 1_000) s and was stopped.",
            context: ["deadlineMs": String(deadlineMs)]
        )
    }

    private static func died(_ status: String, _ wasReady: Bool, over number: Int?) -> RecognizerError {
        RecognizerError(
            .engineFailed,
            "The offline recognizer died \(Workload.maxAttempts) times at the same place.",
            context: ["status": status, "wasReady": String(wasReady), "utterance": number.map(String.init) ?? "none"]
        )
    }
}
