import Core
import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Synchronization
import Testing

/// Every engine in every mode of the contracts: heard, heard after a repetition, taken over by the next engine, or failed with a
/// code of its own after the number of calls the retry table allows.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct OutcomeTableTests {
    /// What a mode leads to.
    private enum Outcome: Equatable {
        /// Words.
        case heard(calls: Int)
        /// No words, and no failure.
        case silence
        /// A failure.
        case fails(String, calls: Int)
    }

    /// The modes by the contracts' names, and what each leads to unless ``exceptions`` knows better.
    private static let table: [(mode: String, outcome: Outcome)] = [
        ("ok", .heard(calls: 1)),
        ("empty", .silence),
        ("blocked", .heard(calls: 1)),
        ("truncated", .heard(calls: 1)),
        ("400", .fails("transcribe.rejected", calls: 1)),
        ("401", .fails("transcribe.auth", calls: 1)),
        ("404-model", .fails("transcribe.rejected", calls: 1)),
        ("429-minute", .fails("transcribe.throttled", calls: 3)),
        ("429-day", .fails("transcribe.quota", calls: 1)),
        ("503-then-ok", .heard(calls: 2)),
        ("slow", .fails("transcribe.timeout", calls: 3)),
        ("reset-mid-body", .fails("transcribe.unavailable", calls: 3)),
        ("malformed-json", .fails("transcribe.malformed", calls: 2)),
        ("unknown-fields", .heard(calls: 1)),
        ("huge-body", .fails("transcribe.malformed", calls: 2)),
    ]

    private static let exceptions: [String: Outcome] = [
        // Three calls are one transcript there: upload, submission, and two questions whether it is done; each is a 503 first.
        "assemblyAI ok": .heard(calls: 4),
        "assemblyAI truncated": .heard(calls: 4),
        "assemblyAI unknown-fields": .heard(calls: 4),
        "assemblyAI 503-then-ok": .heard(calls: 8),
        // `status: error` comes with 200, to the third call.
        "assemblyAI blocked": .fails("transcribe.rejected", calls: 3),
        // A transcription model blocks, and reaches its cap, like any other; `{}` is no answer of it.
        "gemini empty": .fails("transcribe.malformed", calls: 2),
        "gemini blocked": .fails("transcribe.rejected", calls: 1),
        "gemini truncated": .fails("transcribe.malformed", calls: 1),
        // The fakes of these two answer "blocked" as a refused file, and as an error with status 200.
        "deepgram blocked": .fails("transcribe.rejected", calls: 1),
        "whisperCpp blocked": .fails("transcribe.rejected", calls: 1),
    ]

    @Test(arguments: AllEngines.allCases, table.map(\.mode))
    func `each engine in each mode ends as the table says, and where it fails the next engine takes over`(
        engine: AllEngines,
        name: String
    ) async throws {
        let mode = try #require(FakeMode(named: name))
        let expected = try #require(
            Self.exceptions["\(engine.rawValue) \(name)"] ?? Self.table.first { $0.mode == name }?.outcome
        )
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let fake = engine.fake(fakes)
            fake.mode = mode
            let client = try HTTPClient()
            defer { client.close() }
            let transcriber = engine.transcriber(fakes, client, mode == .slow ? hasty : patient)
            let result = await Result { try await transcriber.transcribe(wav.request()) }
            switch expected {
            case .heard(let calls):
                #expect((try? result.get())?.words.isEmpty == false, "\(result)")
                #expect(fake.calls == calls)
            case .silence:
                #expect((try? result.get())?.words.isEmpty == true, "\(result)")
            case .fails(let code, let calls):
                #expect(result.code == code)
                #expect(fake.calls == calls)
                #expect(ErrorTable.rows.contains { $0.code == code })
                // Another engine behind it, on another fake.
                let other: AllEngines = engine == .deepgram ? .openAI : .deepgram
                let quick = UpstreamSettings(
                    timeout: mode == .slow ? .milliseconds(300) : .seconds(30),
                    deadline: .seconds(100),
                    retry: RetrySchedule(attempts: 1)
                )
                let chain = TranscriberChain(
                    engine.transcriber(fakes, client, quick),
                    then: [other.transcriber(fakes, client)]
                )
                let taken = try await chain.transcriber.transcribe(wav.request())
                #expect(taken.engine == (other == .openAI ? "openai" : "deepgram") && !taken.words.isEmpty)
            }
        }
    }

    @Test(arguments: [
        (AllEngines.gemini, Duration.milliseconds(1_050)), (.googleV1, .milliseconds(1_050)),
        (.openAI, .milliseconds(21)), (.whisperCpp, .milliseconds(1_050)), (.assemblyAI, .milliseconds(1_050)),
        // Deepgram names no wait: ours.
        (.deepgram, .milliseconds(10_500)),
    ])
    func `a pause the service asks for is kept, and lengthened by chance alone`(engine: AllEngines, wait: Duration)
        async throws
    {
        let waits = Mutex<[Duration]>([])
        let pacing = Upstream.Pacing(sleep: { wait in waits.withLock { $0.append(wait) } }, jitter: { 0.5 })
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            engine.fake(fakes).script = [.throttled]
            let client = try HTTPClient()
            defer { client.close() }
            _ = try await engine.transcriber(fakes, client, pacing: pacing).transcribe(wav.request())
            #expect(waits.withLock { $0.first } == wait)
        }
    }

    @Test(arguments: AllEngines.allCases)
    func `a quota that is gone for the day and a bad key cost one call, however often they are met`(engine: AllEngines)
        async throws
    {
        let wav = try TemporaryWAV()
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            engine.fake(fakes).mode = .quota
            let spent = engine.transcriber(fakes, client)
            for _ in 1...2 {
                #expect(await Result { try await spent.transcribe(wav.request()) }.code == "transcribe.quota")
            }
            #expect(engine.fake(fakes).calls == 2)
            engine.fake(fakes).reset()
            engine.fake(fakes).mode = .unauthorized
            let locked = engine.transcriber(fakes, client)
            for _ in 1...3 {
                #expect(await Result { try await locked.transcribe(wav.request()) }.code == "transcribe.auth")
            }
            // The breaker answers for the service from the second time on.
            #expect(engine.fake(fakes).calls == 1)
        }
    }
}
