import Blobs
import Core
import CoreMetrics
import FoundationEssentials
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

extension Wiring {
    /// Where recordings and reports are for good; nil for the data folder.
    func blobStore() throws -> BlobStore? {
        guard let address = settings.optionalText("blobs.url") else { return nil }
        if address.hasPrefix("file:///") {
            return .folder(URL(filePath: String(address.dropFirst(7)), directoryHint: .isDirectory))
        }
        return S3BlobStore(try bucket(address)).store.below(try Self.prefix(of: address))
    }

    /// The prefix of an address `s3://BUCKET/PREFIX`: parts with a slash between them; empty without one.
    static func prefix(of address: String) throws(SettingsError) -> String {
        let rest = address.dropFirst("s3://".count).drop { $0 != "/" }.dropFirst()
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        let isFit = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".."
                && part.unicodeScalars.allSatisfy { $0.value > 32 && $0 != "\u{7f}" }
                && !part.contains("?") && !part.contains("#")
        }
        guard isFit, rest.utf8.count <= 512 else {
            throw SettingsError(
                "blobs.url wants s3://BUCKET/PREFIX with a prefix of plain names and a slash between them, up to 512 bytes."
            )
        }
        return parts.joined(separator: "/")
    }

    /// The bucket of an address `s3://BUCKET` or `s3://BUCKET/PREFIX`.
    ///
    /// - Parameter call: how the store is called; nil as the settings say.
    func bucket(_ address: String, call: UpstreamSettings? = nil) throws -> S3Bucket {
        guard address.hasPrefix("s3://") else {
            throw SettingsError(
                "blobs.url wants s3://BUCKET, s3://BUCKET/PREFIX, file:///FOLDER, or nothing for the data folder."
            )
        }
        let bucket = String(address.dropFirst(5).prefix { $0 != "/" })
        guard !bucket.isEmpty else { throw SettingsError("blobs.url names no bucket.") }
        let region = settings.text("blobs.s3.region")
        // A recording may take its time; a store that says nothing is waited for as the database is.
        var patient = upstream("blobs.s3.timeoutMs", concurrency: 8)
        patient.silence = .milliseconds(settings.number("storage.waitMs"))
        let service = S3Settings(
            endpoint: settings.optionalText("blobs.s3.endpoint") ?? "https://s3.\(region).amazonaws.com",
            bucket: bucket,
            region: region,
            accessKey: try needed("blobs.s3.accessKey", for: "blobs.url"),
            secretKey: Secret(try needed("blobs.s3.secretKey", for: "blobs.url")),
            sessionToken: settings.optionalText("blobs.s3.sessionToken").map(Secret.init),
            pathStyle: settings.flag("blobs.s3.pathStyle"),
            upstream: call ?? patient
        )
        return S3Bucket(settings: service, client: client, logger: logger)
    }
}

/// Recordings and reports in a bucket. What comes is written piece by piece, so that a recording's size costs no memory.
struct S3BlobStore: Sendable {
    private let bucket: S3Bucket

    /// The store in a bucket.
    init(_ bucket: S3Bucket) { self.bucket = bucket }

    /// The same for the service.
    var store: BlobStore {
        let bucket = bucket
        return BlobStore(
            put: { file, name in
                let type = name.hasSuffix(".pdf") ? "application/pdf" : "application/octet-stream"
                try await Self.heard { try await bucket.put(name, try HTTPBody.file(file.path), type: type) }
            },
            fetch: { name, file in
                let target = try OutputTarget(path: file.path)
                try await Self.heard {
                    try await bucket.read(name) { piece in try unsafe target.write(piece.span.bytes) }
                }
                try target.close()
            },
            remove: { name in try await Self.heard { try await bucket.delete(name) } },
            list: { prefix, after in
                let page = try await Self.heard { try await bucket.list(prefix: prefix, after: after) }
                return BlobStore.Page(names: page.objects.map(\.key), next: page.next)
            }
        )
    }

    /// A store that says nothing in time is away as far as clients can tell: 503, and when to come again.
    @discardableResult
    private static func heard<Value>(_ call: () async throws -> Value) async throws -> Value {
        do { return try await call() } catch let error as ProvidersError where error.code == "blob.timeout" {
            throw ProvidersError(.blobUnavailable, error.message, context: error.context)
        }
    }
}
