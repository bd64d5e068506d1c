import Foundation
import Model
import Outbound
import Providers
import Support
import Testing

/// Our clients against other people's servers.
@Suite(.serialized, .timeLimit(.minutes(2)), .enabled(if: VendorServer.python != nil))
struct VendorServersTests {
    private static let mail = Mailer.Message(
        id: "ans_1",
        to: ["ann@example.com"],
        subject: "Größe",
        text: "Hello\n.\n.dot\nend"
    )

    private func mailer(_ server: VendorServer, _ change: (inout SMTPSettings) -> Void = { _ in }) -> Mailer {
        var settings = SMTPSettings(
            host: "localhost",
            port: server.port,
            security: .startTLS,
            user: "user",
            password: Secret("pa ss"),
            caFile: server.facts["ca"] as? String
        )
        change(&settings)
        let sender = MailSender(address: "reports@example.com")
        return SMTPMailer(settings: settings, sender: sender, upstream: patient, logger: quiet, pacing: noWait).mailer
    }

    @Test(arguments: [SMTPSettings.Security.startTLS, .tls])
    func `aiosmtpd takes a mail over TLS from an account`(security: SMTPSettings.Security) async throws {
        let server = try VendorServer("smtp_server.py", [security == .tls ? "tls" : "starttls"])
        _ = try await mailer(server) { $0.security = security }.send(Self.mail)
        let seen = try server.line()
        #expect(seen["tls"] as? Bool == true && seen["user"] as? String == "user")
        #expect(seen["to"] as? [String] == ["ann@example.com"])
        #expect(seen["subject"] as? String == "Größe")
        let text = (seen["text"] as? String)?.replacing("\r\n", with: "\n")
        #expect(text == "Hello\n.\n.dot\nend\n")
    }

    @Test func `aiosmtpd's refusals have their codes`() async throws {
        let server = try VendorServer("smtp_server.py", ["starttls"])
        let cases: [(String, (inout SMTPSettings) -> Void, String)] = [
            ("mail.auth", { $0.password = Secret("wrong") }, "ann@example.com"),
            ("mail.auth", { $0.user = nil }, "ann@example.com"),
            ("mail.rejected", { $0.caFile = nil }, "ann@example.com"),
            ("mail.rejected", { _ in }, "bounce@example.com"),
            ("mail.unavailable", { _ in }, "grey@example.com"),
        ]
        for (code, change, address) in cases {
            var mail = Self.mail
            mail.to = [address]
            let result = await Result { try await mailer(server, change).send(mail) }
            #expect(result.code == code, "\(address)")
        }
    }

    @Test func `a server without TLS is refused when TLS is wanted`() async throws {
        let server = try VendorServer("smtp_server.py", ["plain"])
        let result = await Result { try await mailer(server).send(Self.mail) }
        #expect(result.code == "mail.rejected")
    }

    private func bucket(_ server: VendorServer, _ client: HTTPClient) -> S3Bucket {
        var settings = S3Settings(
            endpoint: "http://127.0.0.1:\(server.port)",
            bucket: "answers",
            accessKey: "AKIAIOSFODNN7EXAMPLE",
            secretKey: Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            upstream: patient
        )
        settings.pieceBytes = 1_000
        return S3Bucket(settings: settings, client: client, logger: quiet, pacing: noWait)
    }

    @Test func `moto keeps objects`() async throws {
        let server = try VendorServer("s3_moto.py")
        let client = try HTTPClient()
        defer { client.close() }
        let bucket = bucket(server, client)
        let bytes = (0..<2_500).map { UInt8(truncatingIfNeeded: $0) }
        for key in ["a/x y+z.bin", "a/ü", "b"] {
            let etag = try await bucket.put(key, HTTPBody([.bytes(bytes)]), type: "audio/webm")
            #expect(try await bucket.head(key) == S3Object(key: key, bytes: 2_500, etag: etag, type: "audio/webm"))
            #expect(try await bucket.get(key, range: 5..<9) == Array(bytes[5..<9]))
            var read: [UInt8] = []
            try await bucket.read(key) { read += $0 }
            #expect(read == bytes)
            let url = bucket.presignedURL(for: key, seconds: 60).revealed
            #expect(try await client.send(HTTPRequest(.get, url)).body == bytes)
        }
        let page = try await bucket.list(prefix: "a/", limit: 1)
        let rest = try await bucket.list(prefix: "a/", limit: 1, after: page.next)
        #expect((page.objects + rest.objects).map(\.key) == ["a/x y+z.bin", "a/ü"] && rest.next == nil)
        try await bucket.delete("b")
        let gone = await Result { try await bucket.head("b") }
        #expect(gone.code == "blob.missing")
    }

    @Test func `botocore signs every request as we do`() async throws {
        let server = try VendorServer("s3_strict.py")
        let client = try HTTPClient()
        defer { client.close() }
        let bucket = bucket(server, client)
        let key = "2026/11/a b+c&d=e ü..//x.webm"
        try await bucket.put(key, .text("hello"), type: "audio/webm")
        _ = try? await bucket.get(key)
        _ = try? await bucket.get(key, range: 0..<3)
        _ = try? await bucket.head(key)
        try await bucket.delete(key)
        _ = try? await bucket.list(prefix: "a b/+", limit: 7, after: "x+y=/")
        // It answers nothing of use: a range that is no range and a list that is none are asked for twice.
        for method in ["PUT", "GET", "GET", "GET", "HEAD", "DELETE", "GET", "GET"] {
            let seen = try server.line()
            #expect(seen["method"] as? String == method && seen["ok"] as? Bool == true, "\(seen)")
        }
    }
}
