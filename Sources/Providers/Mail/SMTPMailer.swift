import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// Mail by a mail server, behind the ``Mailer`` port.
package struct SMTPMailer: Sendable {
    private let sender: MailSender
    private let relay: SMTPRelay

    /// A mailer; nothing is sent yet.
    package init(
        settings: SMTPSettings,
        sender: MailSender,
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(30), deadline: .seconds(120)),
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.sender = sender
        relay = SMTPRelay(settings: settings, upstream: upstream, logger: logger, pacing: pacing)
    }

    /// The port.
    package var mailer: Mailer { Mailer(engine: SMTPRelay.name, send: { try await send($0) }) }

    /// Whether a mail could be sent: greets the server, signs in, and leaves. Throws as sending does.
    package func probe() async throws {
        do throws(OutboundError) {
            try await relay.probe()
        } catch {
            throw ProvidersError.mail(error, engine: SMTPRelay.name)
        }
    }

    private func send(_ mail: Mailer.Message) async throws -> String {
        let text = MailText(sender: sender, unixTime: Int(Date().timeIntervalSince1970))
        do throws(OutboundError) {
            try MailCheck.check(mail, from: sender)
            let envelope = SMTPEnvelope(sender: sender.address, recipients: mail.to, content: text.bytes(of: mail))
            try await relay.send(envelope)
        } catch {
            throw ProvidersError.mail(error, engine: SMTPRelay.name)
        }
        return text.messageID(of: mail)
    }
}

/// Who mails are from.
package struct MailSender: Sendable, Hashable, Codable {
    /// The address, e.g. `reports@example.com`.
    package var address: String
    /// The name shown beside it.
    package var name: String?

    /// A sender.
    package init(address: String, name: String? = nil) {
        self.address = address
        self.name = name
    }

    /// The part after the `@`.
    var domain: String { address.split(separator: "@").last.map(String.init) ?? "localhost" }
}
