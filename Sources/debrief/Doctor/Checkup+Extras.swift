import FoundationEssentials
import Model
import Outbound
import Providers

extension Checkup {
    /// One attempt each, and no long wait for it.
    static let once = UpstreamSettings(
        timeout: .seconds(20),
        deadline: .seconds(60),
        retry: RetrySchedule(attempts: 1)
    )

    /// Has one word turned into a vector; nil when no embedding service is configured.
    func placing() async -> Finding? {
        let diagnosis = Diagnosis(group: "embeddings", url: settings.optionalText("embeddings.url"))
        return await check("embeddings", diagnosis) {
            guard let service = try wiring.embeddings(call: Self.once) else { return nil }
            let vectors = try await service.embedder.embed([.init("debrief")], .query)
            return "answers with vectors of \(vectors.first?.count ?? 0) numbers."
        }
    }

    /// Goes as far as one can without a mail; nil when no mail is configured.
    func mailing() async -> Finding? {
        if settings.text("mail.engine") == "smtp" {
            let server = "\(settings.text("mail.smtp.host")):\(settings.number("mail.smtp.port"))"
            let diagnosis = Diagnosis(
                group: "mail.smtp",
                url: server,
                key: "mail.smtp.user and mail.smtp.password",
                place: "mail.smtp.host and mail.smtp.port"
            )
            return await check("mail.smtp", diagnosis) {
                try await wiring.mailServer()?.probe()
                return "the server \(server) lets us in."
            }
        }
        let diagnosis = Diagnosis(group: "mail.resend", url: settings.optionalText("mail.resend.url"))
        return await check("mail.resend", diagnosis) {
            guard let service = try wiring.mailService(call: Self.once) else { return nil }
            try await service.probe()
            return "takes the key."
        }
    }

    /// Knocks at the avatar's head; nil when none is configured.
    func talking() async -> Finding? {
        guard let head = wiring.head() else { return nil }
        let place = "\(settings.text("avatar.host")):\(settings.number("avatar.port"))"
        let isThere = await head.isThere()
        return Finding(
            subject: "avatar",
            sentence: isThere
                ? "listens at \(place)."
                : "nothing listens at \(place); check avatar.host and avatar.port, and whether the player runs.",
            isHealthy: isThere
        )
    }

    /// Looks into the bucket of recordings and reports; nil when they stay in the data folder.
    func storing() async -> Finding? {
        guard let address = settings.optionalText("blobs.url"), !address.hasPrefix("file://") else { return nil }
        let diagnosis = Diagnosis(
            group: "blobs",
            url: settings.optionalText("blobs.s3.endpoint") ?? address,
            key: "blobs.s3.accessKey and blobs.s3.secretKey",
            place: "blobs.s3.endpoint"
        )
        return await check("blobs", diagnosis) {
            let prefix = try Wiring.prefix(of: address)
            let page = try await wiring.bucket(address, call: Self.once).list(
                prefix: prefix.isEmpty ? "" : prefix + "/",
                limit: 1
            )
            return "the bucket of \(address) is there\(page.objects.isEmpty ? ", and empty" : "")."
        }
    }

    /// Runs a probe that may find nothing configured.
    private func check(_ subject: String, _ diagnosis: Diagnosis, _ probe: () async throws -> String?) async -> Finding?
    {
        do {
            guard let sentence = try await probe() else { return nil }
            return Finding(subject: subject, sentence: sentence, isHealthy: true)
        } catch {
            return Finding(subject: subject, sentence: diagnosis.sentence(error), isHealthy: false)
        }
    }
}
