import FakeUpstreams
import Foundation
import Support
import Testing

/// `debrief doctor` against services in every state.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct DoctorTests {
    private func doctor(_ environment: [String: String], _ folder: TemporaryFolder) async throws -> Program.Outcome {
        try await Program.run(
            ServerProcess.binary,
            ["doctor"],
            environment: environment.merging(["DATA_FOLDER": folder.path("data")]) { $1 },
            folder: Fixtures.root
        )
    }

    private func line(_ outcome: Program.Outcome, _ subject: String) -> String {
        outcome.output.split(separator: "\n").first { $0.contains(" \(subject)") }.map(String.init) ?? outcome.output
    }

    @Test func `a house with nothing to fetch from outside is well`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await doctor([:], folder)
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
        for library in ["libcurl/", "libopus", "libsndfile", "libsoxr", "libharu-", "SQLite 3"] {
            #expect(outcome.output.contains(library), "\(library)")
        }
        #expect(line(outcome, "data folder").contains("can be written"))
    }

    @Test func `services that work are well, and their keys are not printed`() async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            let more = [
                "TRANSCRIBE_ENGINE": "openai,deepgram,assemblyai,google,gemini,whispercpp",
                "TRANSCRIBE_DEEPGRAM_URL": fakes.deepgram.baseURL, "TRANSCRIBE_DEEPGRAM_KEY": Upstreams.key,
                "TRANSCRIBE_ASSEMBLYAI_URL": fakes.assemblyAI.baseURL, "TRANSCRIBE_ASSEMBLYAI_KEY": Upstreams.key,
                "TRANSCRIBE_GOOGLE_URL": fakes.google.baseURL, "TRANSCRIBE_GOOGLE_KEY": Upstreams.key,
                "TRANSCRIBE_GEMINI_URL": fakes.gemini.baseURL, "TRANSCRIBE_GEMINI_KEY": Upstreams.key,
                "TRANSCRIBE_WHISPERCPP_URL": fakes.whisperCpp.baseURL,
            ]
            let outcome = try await doctor(Upstreams.environment(fakes).merging(more) { $1 }, folder)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(!outcome.output.contains(Upstreams.key) && !outcome.errors.contains(Upstreams.key))
            #expect(outcome.output.contains("transcribe.openai.key = (set)"))
            for engine in ["openai", "deepgram", "assemblyai", "google", "gemini", "whispercpp"] {
                #expect(line(outcome, "transcribe.\(engine):").contains("ok"), "\(engine)")
            }
            #expect(line(outcome, "evaluate.gemini gemini-3.5-flash-lite").contains("ok"))
        }
    }

    @Test(arguments: [
        (FakeMode.unauthorized, "refuses the key", "check evaluate.gemini.key"),
        (.missing, "no such address or model (HTTP 404)", "evaluate.gemini.model"),
        (.overloaded, "fails at the moment (HTTP 503)", "overloaded"),
        (.quota, "quota is used up", "exceeded your current quota"),
        (.html, "fails at the moment (HTTP 502)", "127.0.0.1"),
        (.malformed, "does not speak this protocol", "evaluate.gemini.url"),
    ])
    func `what is wrong is said in a sentence`(mode: FakeMode, sentence: String, hint: String) async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            fakes.gemini.mode = mode
            let outcome = try await doctor(Upstreams.environment(fakes), folder)
            #expect(outcome.status == 69, "\(outcome.output)\(outcome.errors)")
            let found = line(outcome, "evaluate.gemini gemini-3.8-flash")
            #expect(found.contains("FAIL") && found.contains(sentence) && found.contains(hint), "\(found)")
            #expect(line(outcome, "transcribe.openai:").contains("ok"))
        }
    }

    @Test func `an address where nobody listens is named`() async throws {
        let folder = try TemporaryFolder()
        let outcome = try await doctor(
            [
                "TRANSCRIBE_ENGINE": "openai", "TRANSCRIBE_OPENAI_URL": "http://127.0.0.1:1/v1",
                "EVALUATE_ENGINE": "chat", "EVALUATE_CHAT_URL": "http://127.0.0.1:1/v1", "EVALUATE_CHAT_MODEL": "m",
                "EMOTION_URL": "http://127.0.0.1:1/analyze",
            ],
            folder
        )
        #expect(outcome.status == 69)
        for subject in ["transcribe.openai:", "evaluate.chat m"] {
            let found = line(outcome, subject)
            #expect(found.contains("nothing answers at http://127.0.0.1:1/v1"), "\(found)")
        }
        #expect(line(outcome, "emotion:").contains("FAIL"))
    }

    @Test func `an unknown engine and a missing key are named`() async throws {
        let folder = try TemporaryFolder()
        let unknown = try await doctor(["TRANSCRIBE_ENGINE": "deepgramm"], folder)
        #expect(unknown.status == 69 && unknown.output.contains("not \"deepgramm\""), "\(unknown.output)")
        let bare = try await doctor(["TRANSCRIBE_ENGINE": "deepgram", "DEEPGRAM_API_KEY": ""], folder)
        #expect(bare.status == 69 && bare.output.contains("transcribe.deepgram.key is needed"), "\(bare.output)")
    }
}
