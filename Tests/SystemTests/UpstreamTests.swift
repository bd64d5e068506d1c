import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// The built server in front of fake services: what an answer looks like when they work, and when each of them does not.
@Suite(.timeLimit(.minutes(3)), .serialized)
struct UpstreamTests {
    @Test func `with every service well the answer has words, a score by the model that answered, and a reading`()
        async throws
    {
        try await Upstreams.with { house in
            let answer = try await house.answer([("emotionConsent", "true")])
            #expect(answer.status == "done")
            #expect(answer.transcript?.engine == "openai")
            #expect(answer.transcript?.text.contains("migration of our orders") == true)
            let evaluation = try #require(answer.evaluation)
            #expect(evaluation.engine == "gemini")
            #expect(evaluation.model == "gemini-3.8-flash")
            #expect(try #require(evaluation.score) > 0, "\(evaluation)")
            #expect(answer.emotion?.primary == "neutral")

            // The judge is never told what the voice sounded like, nor anything else of the emotion endpoint's.
            let asked = house.fakes.gemini.requests.map(\.text)
            #expect(asked.count == 1 && asked[0].contains("migration of our orders"))
            for word in ["emotion", "neutral", "62.4", "\"confidence\""] {
                #expect(!asked[0].lowercased().contains(word), "\(word)")
            }
            let pdf = try await house.server.send(.get, "/v1/answers/\(answer.id)/report.pdf")
            #expect(pdf.status == 200)
            if let pdftotext = Program.find("pdftotext") {
                let path = house.folder.path("report.pdf")
                try Data(pdf.body).write(to: URL(filePath: path))
                #expect(try await Program.run(pdftotext, [path, "-"]).output.contains("gemini-3.8-flash"))
            }
        }
    }

    @Test func `without consent the emotion endpoint is never asked`() async throws {
        try await Upstreams.with { house in
            for fields in [[], [("emotionConsent", "false")]] {
                let answer = try await house.answer(fields)
                #expect(answer.status == "done" && answer.emotion == nil)
            }
            #expect(house.fakes.emotion.calls == 0)
            #expect(house.fakes.gemini.calls == 2)
        }
    }

    @Test(arguments: ["employer", "school"])
    func `in a house for an employer or a school the emotion endpoint is never asked, whoever consents`(kind: String)
        async throws
    {
        try await Upstreams.with(["EMOTION_ACCOUNT_KIND": kind]) { house in
            let answer = try await house.answer([("emotionConsent", "true")])
            #expect(answer.status == "done" && answer.emotion == nil)
            #expect(house.fakes.emotion.calls == 0)
        }
    }

    /// What a mode of a service costs: the code in the notes, and the calls made.
    typealias Case = (mode: FakeMode, code: String, calls: Int)

    @Test func `when nobody hears the words the debrief is measured from the sound and says why`() async throws {
        try await Upstreams.with(["TRANSCRIBE_OPENAI_TIMEOUT_MS": "1000"]) { house in
            let cases: [Case] = [
                (.slow, "transcribe.timeout", 2), (.throttled, "transcribe.throttled", 2),
                (.quota, "transcribe.quota", 1), (.failing, "transcribe.unavailable", 2),
                (.malformed, "transcribe.malformed", 2), (.unauthorized, "transcribe.auth", 1),
            ]
            for (mode, code, calls) in cases {
                house.fakes.openAI.reset()
                house.fakes.openAI.mode = mode
                let answer = try await house.answer()
                #expect(answer.status == "done" && answer.transcript == nil, "\(mode)")
                #expect(
                    answer.notes.contains { $0.contains("There is no transcript (\(code))") },
                    "\(mode): \(answer.notes)"
                )
                #expect(answer.evaluation?.score == nil, "\(mode)")
                #expect(house.fakes.openAI.calls == calls, "\(mode)")
                #expect(try await house.server.send(.get, "/v1/answers/\(answer.id)/report.pdf").status == 200)
            }
            #expect(house.fakes.gemini.calls == 0, "Nothing was said that could be judged.")
        }
    }

    @Test func `when a service hears nothing there is no score, and no failure either`() async throws {
        try await Upstreams.with { house in
            house.fakes.openAI.mode = .empty
            let answer = try await house.answer()
            #expect(answer.status == "done")
            #expect(answer.transcript?.text == "")
            #expect(answer.evaluation?.score == nil && answer.evaluation?.abstained != nil)
            #expect(!answer.notes.contains { $0.contains("There is no transcript") })
        }
    }

    @Test func `when nobody judges the debrief has words and delivery and says why there is no score`() async throws {
        try await Upstreams.with([
            "EVALUATE_GEMINI_TIMEOUT_MS": "1000", "EVALUATE_GEMINI_FALLBACK_MODELS": "",
        ]) { house in
            let cases: [Case] = [
                (.slow, "evaluate.timeout", 2), (.throttled, "evaluate.throttled", 2), (.quota, "evaluate.quota", 1),
                (.failing, "evaluate.unavailable", 2), (.malformed, "evaluate.malformed", 2),
                (.empty, "evaluate.malformed", 2), (.blocked, "evaluate.blocked", 1),
            ]
            for (mode, code, calls) in cases {
                house.fakes.gemini.reset()
                house.fakes.gemini.mode = mode
                let answer = try await house.answer()
                #expect(answer.status == "done", "\(mode)")
                #expect(answer.transcript?.text.contains("migration") == true)
                #expect(answer.evaluation?.score == nil && answer.evaluation?.abstained != nil, "\(mode)")
                #expect(answer.notes.contains { $0.contains("(\(code))") }, "\(mode): \(answer.notes)")
                #expect(house.fakes.gemini.calls == calls, "\(mode)")
            }
        }
    }

    @Test func `a model that is gone hands over to its sibling, and the score says so`() async throws {
        try await Upstreams.with { house in
            house.fakes.gemini.script = [.missing, .ok]
            let answer = try await house.answer()
            #expect(answer.evaluation?.model == "gemini-3.5-flash-lite")
            #expect(answer.evaluation?.score != nil)
        }
    }

    @Test func `the rules judge in the model's place where the settings allow it, and the notes say so`() async throws {
        try await Upstreams.with(["EVALUATE_FALLBACK": "rules"]) { house in
            house.fakes.gemini.mode = .unauthorized
            let answer = try await house.answer()
            #expect(answer.evaluation?.engine == "rules")
            #expect(answer.notes.contains { $0.contains("(evaluate.auth)") })
        }
    }

    @Test func `engines take over from one another in order`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            fakes.deepgram.mode = .failing
            fakes.openAI.mode = .ok
            let more = [
                "TRANSCRIBE_ENGINE": "deepgram,assemblyai,openai",
                "TRANSCRIBE_DEEPGRAM_URL": fakes.deepgram.baseURL, "TRANSCRIBE_DEEPGRAM_KEY": Upstreams.key,
                "TRANSCRIBE_ASSEMBLYAI_URL": "http://127.0.0.1:1", "TRANSCRIBE_ASSEMBLYAI_KEY": Upstreams.key,
            ]
            let environment = Upstreams.environment(fakes).merging(more) { $1 }
            let server = try await ServerProcess(data: folder.url, environment: environment)
            let house = Upstreams(folder: folder, server: server, fakes: fakes)
            let answer = try await house.answer()
            #expect(answer.transcript?.engine == "openai", "\(answer.notes)")
            #expect(fakes.deepgram.calls == 2)
            _ = await server.stop()
        }
    }

    @Test func `the emotion endpoint delays nobody and changes no score`() async throws {
        try await Upstreams.with { house in
            let clock = ContinuousClock()
            let first = clock.now
            let score = try await house.answer([("emotionConsent", "true")]).evaluation?.score
            // The endpoint's time limit is 1 s, and two attempts are made; the rest is what this machine needs anyway.
            let bound = (clock.now - first) * 3 + .seconds(10)
            for mode in [FakeMode.slow, .throttled, .failing, .malformed, .empty] {
                house.fakes.emotion.reset()
                house.fakes.emotion.mode = mode
                let started = clock.now
                let answer = try await house.answer([("emotionConsent", "true")])
                #expect(clock.now - started < bound, "\(mode)")
                #expect(answer.status == "done", "\(mode)")
                #expect(answer.evaluation?.score == score, "\(mode)")
                #expect(house.fakes.emotion.calls == 1, "\(mode)")
                #expect(answer.emotion?.primary == nil, "\(mode)")
                #expect(answer.notes.contains { $0.contains("emotion endpoint gave no reading") }, "\(mode)")
            }
        }
    }

    @Test func `no engine prints its key or the speaker's words, at the most talkative log level`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let key = try #require(Upstreams.serviceAccount(tokenURL: fakes.google.baseURL + "/token"))
            try key.write(to: folder.url.appending(path: "account.json"))
            let engines = ["deepgram", "assemblyai", "google", "gemini", "whispercpp", "openai"]
            let more = [
                "LOG_LEVEL": "trace", "EVALUATE_FALLBACK": "rules", "TRANSCRIBE_ENGINE": engines.joined(separator: ","),
                "TRANSCRIBE_DEEPGRAM_URL": fakes.deepgram.baseURL, "TRANSCRIBE_DEEPGRAM_KEY": Upstreams.key,
                "TRANSCRIBE_ASSEMBLYAI_URL": fakes.assemblyAI.baseURL, "TRANSCRIBE_ASSEMBLYAI_KEY": Upstreams.key,
                "TRANSCRIBE_GOOGLE_URL": fakes.google.baseURL,
                "TRANSCRIBE_GOOGLE_CREDENTIALS": folder.path("account.json"),
                "TRANSCRIBE_GEMINI_URL": fakes.gemini.baseURL, "TRANSCRIBE_GEMINI_KEY": Upstreams.key,
                "TRANSCRIBE_WHISPERCPP_URL": fakes.whisperCpp.baseURL,
                // A refused key closes nothing here: each mode meets each engine.
                "UPSTREAM_BREAKER_PAUSE_MS": "1",
            ]
            let environment = Upstreams.environment(fakes).merging(more) { $1 }
            let server = try await ServerProcess(data: folder.url, environment: environment)
            let house = Upstreams(folder: folder, server: server, fakes: fakes)
            let services = [
                fakes.deepgram, fakes.assemblyAI, fakes.google, fakes.gemini, fakes.whisperCpp, fakes.openAI,
            ]
            // Each engine is well once, all before it failing; then all fail, each in its own words.
            for well in engines.indices {
                for (index, fake) in services.enumerated() { fake.mode = index < well ? .rejected : .ok }
                #expect(try await house.answer([("candidate", "Marked Person")]).status == "done")
            }
            for mode in [FakeMode.unauthorized, .malformed, .html, .unknown] {
                for fake in fakes.all { fake.mode = mode }
                _ = try await house.answer([("candidate", "Marked Person")])
            }
            let outcome = await server.stop()
            let printed = outcome.output + outcome.errors
            for engine in [
                "deepgram", "assemblyai", "google", "google-oauth", "gemini-transcribe", "whispercpp", "openai",
            ] {
                #expect(
                    printed.contains("\"upstream\":\"\(engine)\"") || printed.contains("upstream=\(engine)"),
                    "\(engine)"
                )
            }
            for secret in [
                Upstreams.key, "sk-marked-key", "PRIVATE KEY", "eyJ", "ya29", "migration", "so I led", "PostgreSQL",
                "Marked Person",
            ] {
                #expect(!printed.localizedCaseInsensitiveContains(secret), "\(secret)")
            }
        }
    }

    @Test func `at the most talkative log level no key and no word of the speaker is printed`() async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let marked = ["LOG_LEVEL": "trace", "EVALUATE_FALLBACK": "rules"]
            let environment = Upstreams.environment(fakes).merging(marked) { $1 }
            let server = try await ServerProcess(data: folder.url, environment: environment)
            let house = Upstreams(folder: folder, server: server, fakes: fakes)
            for mode in [FakeMode.ok, .unauthorized, .malformed] {
                for fake in fakes.all { fake.mode = mode }
                _ = try await house.answer([("emotionConsent", "true"), ("candidate", "Marked Person")])
            }
            let outcome = await server.stop()
            let printed = outcome.output + outcome.errors
            #expect(printed.contains("upstream call"), "The log says too little to prove anything.")
            #expect(fakes.gemini.requests.contains { $0.headers["x-goog-api-key"] == Upstreams.key })
            // Words of the transcript, of the judgement and of the form; the key; the key a fake echoes.
            for secret in [
                Upstreams.key, "sk-marked-key", "migration", "orders", "PostgreSQL", "half a year",
                "begin with what you did",
                "Marked Person",
            ] {
                #expect(!printed.localizedCaseInsensitiveContains(secret), "\(secret)")
            }
        }
    }
}
