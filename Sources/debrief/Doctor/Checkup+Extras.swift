import FoundationEssentials
import Interview
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

    /// Looks into a bucket: whether it is there and takes our keys.
    ///
    /// - Parameter group: the settings it comes from.
    static func storing(_ bucket: S3Bucket, group: String, url: String?) async -> Finding {
        do {
            let page = try await bucket.list(limit: 1)
            let sentence = page.objects.isEmpty ? "the bucket is there, and empty." : "the bucket is there."
            return Finding(subject: group, sentence: sentence, isHealthy: true)
        } catch {
            let diagnosis = Diagnosis(group: group, url: url, key: "the store's access key and secret", place: group)
            return Finding(subject: group, sentence: diagnosis.sentence(error), isHealthy: false)
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
