import FakeUpstreams
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct ResendMailerTests {
    private static let mail = Mailer.Message(
        id: "ans_1-report",
        to: ["ann@example.com"],
        subject: "Your report",
        text: "Hello \"Ann\"",
        replyTo: "help@example.com",
        attachments: [.init(fileName: "report.pdf", type: "application/pdf", bytes: Array("%PDF".utf8))]
    )

    private func send(_ fake: FakeUpstream, _ mail: Mailer.Message = mail) async throws -> String {
        let client = try HTTPClient()
        defer { client.close() }
        let settings = ResendSettings(
            baseURL: fake.baseURL,
            apiKey: Secret("re_marked"),
            sender: MailSender(address: "reports@example.com", name: "Debrief"),
            upstream: fake.mode == .slow ? hasty : patient
        )
        return try await ResendMailer(settings: settings, client: client, logger: quiet, pacing: noWait).mailer.send(
            mail
        )
    }

    @Test func `the request is the documented one`() async throws {
        try await FakeUpstreams.with { fakes in
            #expect(try await send(fakes.resend).count == 36)
            let seen = try #require(fakes.resend.requests.first)
            #expect(seen.headers["authorization"] == "Bearer re_marked")
            #expect(seen.headers["idempotency-key"] == "ans_1-report")
            #expect(seen.headers["user-agent"] == "debrief")
            #expect(
                seen.text
                    == #"{"from":"Debrief <reports@example.com>","to":["ann@example.com"],"subject":"Your report","text":"Hello \"Ann\"","reply_to":["help@example.com"],"attachments":[{"filename":"report.pdf","content":"JVBERg==","content_type":"application/pdf"}]}"#
            )
        }
    }

    @Test func `the same mail twice is one mail; another under its name is refused`() async throws {
        try await FakeUpstreams.with { fakes in
            let first = try await send(fakes.resend)
            #expect(try await send(fakes.resend) == first)
            var other = Self.mail
            other.text = "Something else"
            let result = await Result { try await send(fakes.resend, other) }
            #expect(result.code == "mail.rejected")
            #expect(fakes.resend.calls == 3)
        }
    }

    struct Failure: Sendable {
        var mode: FakeMode
        var code: String
        var calls: Int
    }

    @Test(arguments: [
        Failure(mode: .throttled, code: "mail.throttled", calls: 3),
        Failure(mode: .quota, code: "mail.quota", calls: 1),
        Failure(mode: .unauthorized, code: "mail.auth", calls: 1),
        Failure(mode: .rejected, code: "mail.rejected", calls: 1),
        Failure(mode: .failing, code: "mail.unavailable", calls: 3),
        Failure(mode: .html, code: "mail.unavailable", calls: 3),
        Failure(mode: .slow, code: "mail.timeout", calls: 3),
        Failure(mode: .reset, code: "mail.unavailable", calls: 3),
        Failure(mode: .empty, code: "mail.uncertain", calls: 2),
        Failure(mode: .malformed, code: "mail.uncertain", calls: 2),
    ])
    func `each failure has its code and its number of calls, all under one key`(failure: Failure) async throws {
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let result = await Result { try await send(fakes.resend) }
            #expect(result.code == failure.code)
            #expect(fakes.resend.calls == failure.calls)
            #expect(Set(fakes.resend.requests.map { $0.headers["idempotency-key"] }) == ["ans_1-report"])
        }
    }
}
