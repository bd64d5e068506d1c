import FakeUpstreams
import Foundation
import Model
import Outbound
import Providers
import Testing

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SMTPMailerTests {
    private static let mail = Mailer.Message(
        id: "ans_1-report",
        to: ["ann@example.com", "bob@example.org"],
        subject: "Dein Bericht für Größe 🙂 und noch sehr viel mehr Text als in eine Zeile passt",
        text: "Hello\n.\n..two dots\n.hidden line\r\nünï = done\ntrailing blank \n"
            + String(repeating: "long ", count: 60),
        html: "<p>Hello</p>",
        attachments: [.init(fileName: "Bericht ü.pdf", type: "application/pdf", bytes: Array(0...255))]
    )

    private func mailer(
        _ fake: FakeTCP,
        password: String = "pa ss",
        host: String = "127.0.0.1",
        _ change: (inout UpstreamSettings) -> Void = { _ in }
    ) -> Mailer {
        var upstream = patient
        change(&upstream)
        return SMTPMailer(
            settings: SMTPSettings(
                host: host,
                port: fake.port,
                security: .none,
                user: "user",
                password: Secret(password)
            ),
            sender: MailSender(address: "reports@example.com", name: "Debrief \"R\""),
            upstream: upstream,
            logger: quiet,
            pacing: noWait
        )
        .mailer
    }

    @Test func `a mail arrives whole, dots and all`() async throws {
        try await FakeUpstreams.with { fakes in
            let id = try await mailer(fakes.smtp).send(Self.mail)
            #expect(id == "<ans_1-report@example.com>")
            await fakes.smtp.holds(1)
            let seen = try #require(fakes.smtp.received.first)
            #expect(
                seen[0] == "reports@example.com" && seen[1] == "ann@example.com,bob@example.org" && seen[2] == "user"
            )
            let content = seen[3]
            #expect(content.contains("From: \"Debrief \\\"R\\\"\"\n <reports@example.com>\n"))
            #expect(content.contains("Message-ID: <ans_1-report@example.com>\n"))
            #expect(
                content.contains("\nHello\n.\n..two dots\n.hidden line\n=C3=BCn=C3=AF =3D done\ntrailing blank=20\n")
            )
            #expect(content.contains("filename*=utf-8''Bericht%20%C3%BC.pdf"))
            #expect(content.contains(Data(0...255).base64EncodedString().prefix(76)))
            #expect(
                content.split(separator: "\n").allSatisfy { $0.utf8.count <= 78 && $0.utf8.allSatisfy { $0 < 0x80 } }
            )
        }
    }

    struct Failure: Sendable {
        var mode: FakeMode
        var code: String
        var calls: Int
    }

    @Test(arguments: [
        Failure(mode: .throttled, code: "mail.unavailable", calls: 3),
        Failure(mode: .quota, code: "mail.unavailable", calls: 3),
        Failure(mode: .failing, code: "mail.unavailable", calls: 3),
        Failure(mode: .overloaded, code: "mail.unavailable", calls: 3),
        Failure(mode: .empty, code: "mail.unavailable", calls: 3),
        Failure(mode: .unauthorized, code: "mail.auth", calls: 1),
        Failure(mode: .rejected, code: "mail.rejected", calls: 1),
        Failure(mode: .blocked, code: "mail.rejected", calls: 1),
        Failure(mode: .truncated, code: "mail.rejected", calls: 1),
        Failure(mode: .slow, code: "mail.timeout", calls: 3),
        // The mail was handed over whole: it may have been taken, and a second copy helps nobody.
        Failure(mode: .reset, code: "mail.uncertain", calls: 1),
    ])
    func `each failure has its code and its number of tries`(failure: Failure) async throws {
        try await FakeUpstreams.with(mode: failure.mode) { fakes in
            let mailer = mailer(fakes.smtp) { if failure.mode == .slow { $0.timeout = .milliseconds(500) } }
            let result = await Result { try await mailer.send(Self.mail) }
            #expect(result.code == failure.code)
            #expect(fakes.smtp.calls == failure.calls)
        }
    }

    @Test func `a greylisted mail goes out on the second try`() async throws {
        try await FakeUpstreams.with { fakes in
            fakes.smtp.script = [.throttled, .ok]
            _ = try await mailer(fakes.smtp).send(Self.mail)
            await fakes.smtp.holds(1)
            #expect(fakes.smtp.calls == 2 && fakes.smtp.received.count == 1)
        }
    }

    @Test func `a server that does not exist is unavailable, and a password never leaves this machine bare`()
        async throws
    {
        try await FakeUpstreams.with { fakes in
            let away = await Result { try await mailer(fakes.smtp, host: "mail.example.invalid").send(Self.mail) }
            #expect(away.code == "mail.rejected")
            #expect(fakes.smtp.calls == 0)
            let wrong = await Result { try await mailer(fakes.smtp, password: "wrong").send(Self.mail) }
            #expect(wrong.code == "mail.auth")
        }
    }

    @Test(arguments: ["", "a@b@c", "a b@c.d", "a@b.c\r\nRCPT TO:<x@y.z>", "a@b.c>", "ä@b.c", "@b.c"])
    func `an address that could end the command is refused before any call`(address: String) async throws {
        try await FakeUpstreams.with { fakes in
            var mail = Self.mail
            mail.to = [address]
            let result = await Result { try await mailer(fakes.smtp).send(mail) }
            #expect(result.code == "mail.rejected")
            #expect(fakes.smtp.calls == 0)
        }
    }

    @Test func `giving up ends the talk`() async throws {
        try await FakeUpstreams.with(mode: .slow) { fakes in
            let mailer = mailer(fakes.smtp)
            let task = Task { try await mailer.send(Self.mail) }
            while fakes.smtp.calls == 0 { await Task.yield() }
            let started = ContinuousClock.now
            task.cancel()
            let result = await task.result
            #expect(throws: CancellationError.self) { try result.get() }
            #expect(started.duration(to: .now) < .seconds(9))
        }
    }
}
