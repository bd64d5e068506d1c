import Core
import FakeUpstreams
import Model
import Outbound
import Providers
import Support
import Testing

/// Keys, passwords and what people write reach no log line and no error, whatever happens.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct ServiceSecretsTests {
    /// Not one of them looks like a key: only knowing them helps.
    private static let marks = [
        "marked.key.7Q", "marked-password-8R", "marked.token.9S", "marked text 1T", "marked@reader",
    ]

    @Test(arguments: [FakeMode.ok, .unauthorized, .rejected, .failing, .malformed, .html])
    func `no log line and no error has a marked word`(mode: FakeMode) async throws {
        let lines = LogLines()
        let client = try HTTPClient()
        defer { client.close() }
        let mail = Mailer.Message(
            id: "m1",
            to: ["marked@reader.example"],
            subject: "marked text 1T",
            text: "marked text 1T"
        )
        try await FakeUpstreams.with(mode: mode) { fakes in
            var errors: [String] = []
            func note(_ body: () async throws -> Void) async {
                do { try await body() } catch {
                    errors.append("\(error) \((error as? any CodedError)?.message ?? "")")
                }
            }
            for dialect in EmbeddingSettings.Dialect.allCases {
                let settings = EmbeddingSettings(
                    dialect: dialect,
                    baseURL: fakes.embeddings.baseURL + (dialect == .openAI ? "/v1" : ""),
                    apiKey: Secret("marked.key.7Q"),
                    model: "m",
                    dimensions: 768,
                    upstream: patient
                )
                let service = EmbeddingService(settings: settings, client: client, logger: lines.logger, pacing: noWait)
                await note { _ = try await service.embedder.embed([.init("marked text 1T")], .document) }
            }
            let sender = MailSender(address: "reports@example.com")
            let resend = ResendMailer(
                settings: .init(baseURL: fakes.resend.baseURL, apiKey: Secret("marked.key.7Q"), sender: sender),
                client: client,
                logger: lines.logger,
                pacing: noWait
            )
            await note { _ = try await resend.mailer.send(mail) }
            let smtp = SMTPMailer(
                settings: .init(
                    host: "127.0.0.1",
                    port: fakes.smtp.port,
                    security: .none,
                    user: "user",
                    password: Secret("marked-password-8R")
                ),
                sender: sender,
                logger: lines.logger,
                pacing: noWait
            )
            await note { _ = try await smtp.mailer.send(mail) }
            let bucket = S3Bucket(
                settings: .init(
                    endpoint: fakes.s3.baseURL,
                    bucket: "answers",
                    accessKey: "AKIAIOSFODNN7EXAMPLE",
                    secretKey: Secret("marked.key.7Q"),
                    sessionToken: Secret("marked.token.9S")
                ),
                client: client,
                logger: lines.logger,
                pacing: noWait
            )
            await note { try await bucket.put("a/b", .text("marked text 1T"), type: "text/plain") }
            await note { _ = try await bucket.list() }
            let head = NeuroSyncAvatar(settings: .init(port: fakes.neuroSync.port), logger: lines.logger)
            head.avatar.say("marked text 1T")
            if mode != .failing { await fakes.neuroSync.holds(1) }
            #expect(lines.all.count >= 6)
            for line in lines.all + errors {
                for mark in Self.marks { #expect(!line.contains(mark), "\(line)") }
            }
            #expect("\(bucket.presignedURL(for: "a", seconds: 60))" == "[redacted]")
        }
    }
}
