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
        #expect(line(outcome, "data folder").contains("is not there yet"))
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

    /// Settings of everything that is not speech or judgement, in front of the fakes.
    private func services(_ fakes: FakeUpstreams) -> [String: String] {
        [
            "EMBEDDINGS_ENGINE": "gemini", "EMBEDDINGS_URL": fakes.embeddings.baseURL,
            "EMBEDDINGS_KEY": Upstreams.key,
            "MAIL_ENGINE": "smtp", "MAIL_FROM": "reports@example.com", "MAIL_SMTP_HOST": "127.0.0.1",
            "MAIL_SMTP_PORT": "\(fakes.smtp.port)", "MAIL_SMTP_SECURITY": "none", "MAIL_SMTP_USER": "user",
            "MAIL_SMTP_PASSWORD": "pa ss",
            "AVATAR_HOST": "127.0.0.1", "AVATAR_PORT": "\(fakes.neuroSync.port)",
            "BLOBS_URL": "s3://answers", "BLOBS_S3_ENDPOINT": fakes.s3.baseURL,
            "BLOBS_S3_ACCESS_KEY": "AKIAIOSFODNN7EXAMPLE",
            "BLOBS_S3_SECRET_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        ]
    }

    @Test func `vectors, mail and the avatar are probed too, and no mail goes out`() async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            let outcome = try await doctor(services(fakes), folder)
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
            #expect(line(outcome, "embeddings:").contains("vectors of 768 numbers"))
            #expect(line(outcome, "mail.smtp:").contains("lets us in"))
            #expect(line(outcome, "avatar:").contains("listens at"))
            #expect(line(outcome, "blobs:").contains("the bucket of s3://answers is there"))
            #expect(fakes.smtp.calls == 1 && fakes.smtp.received.isEmpty)
            #expect(!outcome.output.contains("pa ss") && outcome.output.contains("mail.smtp.password = (set)"))

            let resend = [
                "MAIL_ENGINE": "resend", "MAIL_FROM": "reports@example.com", "MAIL_RESEND_URL": fakes.resend.baseURL,
                "MAIL_RESEND_KEY": Upstreams.key,
            ]
            let other = try await doctor(resend, folder)
            #expect(other.status == 0 && line(other, "mail.resend:").contains("takes the key"), "\(other.output)")
        }
    }

    @Test func `what is wrong with them is said in a sentence that names the setting`() async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            let wrong = services(fakes).merging([
                "EMBEDDINGS_DIMENSIONS": "99", "EMBEDDINGS_ASKS_FOR_DIMENSIONS": "false", "MAIL_SMTP_PASSWORD": "guess",
                "AVATAR_PORT": "1", "BLOBS_S3_SECRET_KEY": "guess",
            ]) { $1 }
            let outcome = try await doctor(wrong, folder)
            #expect(outcome.status == 69)
            #expect(line(outcome, "embeddings:").contains("3072 dimensions; 99 are configured"), "\(outcome.output)")
            #expect(line(outcome, "mail.smtp:").contains("check mail.smtp.user and mail.smtp.password"))
            #expect(line(outcome, "avatar:").contains("check avatar.host and avatar.port"))
            #expect(line(outcome, "blobs:").contains("check blobs.s3.accessKey and blobs.s3.secretKey"))

            fakes.embeddings.mode = .unauthorized
            fakes.resend.mode = .unauthorized
            let resend = [
                "MAIL_ENGINE": "resend", "MAIL_FROM": "reports@example.com", "MAIL_RESEND_URL": fakes.resend.baseURL,
                "MAIL_RESEND_KEY": Upstreams.key, "MAIL_SMTP_HOST": "",
            ]
            let keys = try await doctor(services(fakes).merging(resend) { $1 }, folder)
            #expect(
                line(keys, "embeddings:").contains("refuses the key (HTTP 400); check embeddings.key"),
                "\(keys.output)"
            )
            #expect(line(keys, "mail.resend:").contains("check mail.resend.key"), "\(keys.output)")
            #expect(!keys.output.contains(Upstreams.key))

            let bare = try await doctor(["MAIL_ENGINE": "resend", "EMBEDDINGS_ENGINE": "tei"], folder)
            #expect(line(bare, "mail.resend:").contains("mail.resend.key is needed"), "\(bare.output)")
            #expect(line(bare, "embeddings:").contains("embeddings.url is needed"), "\(bare.output)")
        }
    }

    @Test func `a model that is gone is answered with those there are`() async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            fakes.gemini.mode = .missing
            let outcome = try await doctor(Upstreams.environment(fakes), folder)
            #expect(line(outcome, "evaluate.gemini gemini-3.8-flash").contains("It offers gemini-3.8-flash."))
        }
    }

    @Test(arguments: ["employer", "school"])
    func `a house that may not read emotion says so and asks nobody`(kind: String) async throws {
        let folder = try TemporaryFolder()
        try await FakeUpstreams.with { fakes in
            let outcome = try await doctor(
                ["EMOTION_URL": fakes.emotion.baseURL + "/analyze", "EMOTION_ACCOUNT_KIND": kind],
                folder
            )
            #expect(outcome.status == 0 && line(outcome, "emotion:").contains("never asked"), "\(outcome.output)")
            #expect(fakes.emotion.calls == 0)
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
