import Interview

/// The recognition of one recording: its plan, its children, its deadline.
struct Recognition: Sendable {
    /// How often a child that died is replaced before its utterance is given up.
    static let maxDeaths = 2

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

    /// Recognizes. Throws ``RecognizerError`` or, when cancelled, `CancellationError`; the child is gone either way.
    func transcribe() async throws -> Transcript {
        try ModelFolder(path: settings.modelFolder).check()
        let deadlineMs = settings.deadlineMs(speechMs: plan.utterances.reduce(0) { $0 + $1.durationMs })
        let heard = try await withThrowingTaskGroup(of: [[HeardToken]].self) { group in
            group.addTask { try await hearAll(deadlineMs: deadlineMs) }
            group.addTask {
                try await Task.sleep(for: .milliseconds(deadlineMs))
                throw RecognizerError(
                    .timeout,
                    "The offline recognizer took longer than \(deadlineMs / 1_000) s and was stopped.",
                    context: ["deadlineMs": String(deadlineMs)]
                )
            }
            defer { group.cancelAll() }
            return try await group.next() ?? []
        }
        var transcript = HeardTranscript(speech: request.speech, durationMs: durationMs)
        for (tokens, utterance) in zip(heard, plan.utterances) { transcript.add(tokens, in: utterance) }
        return transcript.transcript(language: request.language)
    }

    /// Feeds children until every utterance is answered. A child that dies is replaced and the utterance tried again; one that
    /// dies on the same utterance again ends it: words left out in silence would be worse than an error.
    private func hearAll(deadlineMs: Int) async throws -> [[HeardToken]] {
        let process = ChildProcess(
            executable: settings.executable ?? "/proc/self/exe",
            order: ChildOrder(
                modelFolder: settings.modelFolder,
                memoryLimitBytes: settings.memoryLimitBytes,
                cpuLimitSeconds: deadlineMs / 1_000 + 1,
                niceness: settings.niceness
            )
        )
        var heard: [[HeardToken]] = []
        var deaths = 0
        while true {
            let (more, outcome) = try await process.hear(plan.utterances.dropFirst(heard.count), of: recording)
            heard += more
            if !more.isEmpty { deaths = 0 }
            switch outcome {
            case .finished: return heard
            case .unusable(let reason): throw ModelFolder(path: settings.modelFolder).missing(reason)
            case .missing(let reason):
                throw RecognizerError(
                    .engineMissing,
                    "The offline recognizer cannot be started: \(process.executable) does not run.",
                    context: ["reason": reason]
                )
            case .died(let status, let wasReady):
                deaths += 1
                guard deaths < Self.maxDeaths else {
                    throw RecognizerError(
                        .engineFailed,
                        "The offline recognizer died \(deaths) times at the same place.",
                        context: ["status": status, "wasReady": String(wasReady), "utterance": String(heard.count)]
                    )
                }
            }
        }
    }
}
