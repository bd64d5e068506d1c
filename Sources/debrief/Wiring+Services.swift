import CoreMetrics
import Outbound
import Providers

extension Wiring {
    /// The embedding service; nil when none is configured.
    ///
    /// - Parameter call: how it is called; nil as the settings say.
    func embeddings(call: UpstreamSettings? = nil) throws -> EmbeddingService? {
        let engine = settings.text("embeddings.engine")
        let key = settings.optionalText("embeddings.key").map(Secret.init)
        let usual = call ?? upstream("embeddings.timeoutMs")
        var service: EmbeddingSettings
        switch engine {
        case "gemini":
            service = .gemini(apiKey: Secret(try needed("embeddings.key", for: "embeddings.engine gemini")))
            if let url = settings.optionalText("embeddings.url") { service.baseURL = url }
        case "openai", "tei":
            service = EmbeddingSettings(
                dialect: engine == "tei" ? .tei : .openAI,
                baseURL: try needed("embeddings.url", for: "embeddings.engine \(engine)"),
                apiKey: key,
                model: "",
                dimensions: 1
            )
        default: return nil
        }
        service.model = try needed("embeddings.model", for: "embeddings.engine \(engine)")
        service.dimensions = settings.number("embeddings.dimensions")
        service.asksForDimensions = settings.flag("embeddings.asksForDimensions") && engine != "tei"
        service.upstream = usual
        return EmbeddingService(settings: service, client: client, logger: logger)
    }

    /// Who mails are from.
    private func sender() throws -> MailSender {
        let address = try needed("mail.from", for: "mail.engine \(settings.text("mail.engine"))")
        return MailSender(address: address, name: settings.optionalText("mail.fromName"))
    }

    /// The mail server; nil when mail goes another way or none.
    func mailServer() throws -> SMTPMailer? {
        guard settings.text("mail.engine") == "smtp" else { return nil }
        let server = SMTPSettings(
            host: try needed("mail.smtp.host", for: "mail.engine smtp"),
            port: settings.number("mail.smtp.port"),
            security: SMTPSettings.Security(rawValue: settings.text("mail.smtp.security")) ?? .startTLS,
            user: settings.optionalText("mail.smtp.user"),
            password: settings.optionalText("mail.smtp.password").map(Secret.init),
            caFile: settings.optionalText("mail.smtp.caFile")
        )
        let call = upstream("mail.timeoutMs")
        return SMTPMailer(settings: server, sender: try sender(), upstream: call, logger: logger)
    }

    /// The mail service; nil when mail goes another way or none.
    func mailService(call: UpstreamSettings? = nil) throws -> ResendMailer? {
        guard settings.text("mail.engine") == "resend" else { return nil }
        let service = ResendSettings(
            baseURL: settings.text("mail.resend.url"),
            apiKey: Secret(try needed("mail.resend.key", for: "mail.engine resend")),
            sender: try sender(),
            upstream: call ?? upstream("mail.timeoutMs", concurrency: 1)
        )
        return ResendMailer(settings: service, client: client, logger: logger)
    }

    /// The avatar's head; nil when none is configured.
    func head() -> NeuroSyncAvatar? {
        guard let host = settings.optionalText("avatar.host") else { return nil }
        return NeuroSyncAvatar(
            settings: NeuroSyncSettings(
                host: host,
                port: settings.number("avatar.port"),
                emotePort: settings.number("avatar.emotePort") == 0 ? nil : settings.number("avatar.emotePort")
            ),
            logger: logger,
            count: { Counter(label: "avatar_texts_total", dimensions: [("outcome", $0.rawValue)]).increment() }
        )
    }
}
