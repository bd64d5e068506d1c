import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Mail by Resend, behind the ``Mailer`` port. Every try carries the mail's id as its idempotency key, so that the service
/// sends it once however often it is asked within a day.
package struct ResendMailer: Sendable {
    private let settings: ResendSettings
    private let upstream: Upstream
    private static let engine = "resend"

    /// A mailer behind a client.
    package init(settings: ResendSettings, client: HTTPClient, logger: Logger, pacing: Upstream.Pacing = .init()) {
        self.settings = settings
        upstream = Upstream(
            Self.engine,
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey],
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var mailer: Mailer { Mailer(engine: Self.engine, send: { try await send($0) }) }

    private func send(_ mail: Mailer.Message) async throws -> String {
        do throws(OutboundError) {
            try MailCheck.check(mail, from: settings.sender)
            let request = HTTPRequest(
                .post,
                settings.baseURL + "/emails",
                headers: [
                    ("Authorization", "Bearer \(settings.apiKey.revealed)"), ("Content-Type", "application/json"),
                    ("Accept", "application/json"), ("Idempotency-Key", mail.id),
                ],
                body: .text(json(mail))
            )
            return try await upstream.call { () throws(OutboundError) in
                request
            } reading: { reply throws(OutboundError) in
                let json = try ServiceReply.json(reply, refusal: Self.refusal)
                guard let id = json["id"]?.text else {
                    throw OutboundError(.malformed, "its answer has no id.", status: reply.status)
                }
                return id
            }
        } catch {
            throw ProvidersError.mail(error, engine: Self.engine)
        }
    }

    /// Whether the service takes our key: asks it to send a mail without anything in it, which it refuses for that reason
    /// alone when the key is good. Throws as sending does.
    package func probe() async throws {
        do throws(OutboundError) {
            try await upstream.call { () throws(OutboundError) in
                HTTPRequest(
                    .post,
                    settings.baseURL + "/emails",
                    headers: [
                        ("Authorization", "Bearer \(settings.apiKey.revealed)"), ("Content-Type", "application/json"),
                        ("Accept", "application/json"),
                    ],
                    body: .text("{}")
                )
            } reading: { reply throws(OutboundError) in
                let json = JSONValue.parse(reply.body)
                guard reply.status != 422 || json?["name"]?.text == nil else { return }
                _ = try ServiceReply.json(reply, refusal: Self.refusal)
            }
        } catch {
            throw ProvidersError.mail(error, engine: Self.engine)
        }
    }

    private func json(_ mail: Mailer.Message) -> String {
        let sender = settings.sender
        // Quotes and controls in a display name would break the address header the service makes of it.
        let name = sender.name.map { String($0.filter { !"<>\"\\".contains($0) && !$0.isNewline }) + " " } ?? ""
        var fields = [
            #""from":\#("\(name)<\(sender.address)>".jsonLiteral)"#,
            #""to":[\#(mail.to.map(\.jsonLiteral).joined(separator: ","))]"#,
            #""subject":\#((String(mail.subject.map { $0.isNewline ? " " : $0 })).jsonLiteral)"#,
            #""text":\#(mail.text.jsonLiteral)"#,
        ]
        if let html = mail.html { fields.append(#""html":\#(html.jsonLiteral)"#) }
        if let replyTo = mail.replyTo { fields.append(#""reply_to":[\#(replyTo.jsonLiteral)]"#) }
        if !mail.attachments.isEmpty {
            let files = mail.attachments.map { file in
                #"{"filename":\#(file.fileName.jsonLiteral),"content":"\#(Data(file.bytes).base64EncodedString())","content_type":\#(file.type.jsonLiteral)}"#
            }
            fields.append(#""attachments":[\#(files.joined(separator: ","))]"#)
        }
        return "{\(fields.joined(separator: ","))}"
    }

    /// Its errors have names; a 403 is a bad key or a sender that is not ours.
    private static func refusal(_ reply: HTTPReply, _ json: JSONValue?) -> OutboundError {
        let name = json?["name"]?.text ?? ""
        let kind: OutboundError.Kind =
            switch name {
            case "missing_api_key", "invalid_api_key", "restricted_api_key", "invalid_access": .auth
            case "daily_quota_exceeded", "monthly_quota_exceeded": .quota
            case "invalid_idempotent_request", "invalid_idempotency_key": .rejected
            case "validation_error", "invalid_from_address": .rejected
            default: ServiceReply.kind(status: reply.status)
            }
        let words = [name, json?["message"]?.text].compactMap(\.self).joined(separator: ": ")
        return ServiceReply.make(kind, reply, words: words)
    }
}

/// The Resend mail service.
package struct ResendSettings: Sendable, Hashable, Codable {
    /// Up to and without `/emails`.
    package var baseURL: String
    /// Sent as a bearer token.
    package var apiKey: Secret
    /// Who mails are from; the service knows the domain.
    package var sender: MailSender
    /// Deadlines, retries and bounds; the service takes two calls a second by default.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are the service's own.
    package init(
        baseURL: String = "https://api.resend.com",
        apiKey: Secret,
        sender: MailSender,
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(30),
            deadline: .seconds(120),
            concurrency: 1,
            maxReplyBytes: 1 << 20,
            retry: RetrySchedule(throttledWait: .seconds(1))
        )
    ) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.sender = sender
        self.upstream = upstream
    }
}
