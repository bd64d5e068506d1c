import Blobs
import FoundationEssentials
import Outbound
import Providers

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
