import Core
package import Outbound

/// A bucket of an S3-compatible object store.
package struct S3Settings: Sendable, Hashable, Codable {
    /// The store's address without a path, e.g. `https://s3.eu-central-1.amazonaws.com` or `http://127.0.0.1:9000`.
    package var endpoint: String
    /// The bucket.
    package var bucket: String
    /// The store's region; those without regions take `us-east-1`.
    package var region: String
    /// The account's name.
    package var accessKey: String
    /// The account's key.
    package var secretKey: Secret
    /// Goes with keys lent for a while.
    package var sessionToken: Secret?
    /// Whether the bucket stands in the path rather than in the host name; MinIO and its like want that.
    package var pathStyle: Bool
    /// Bytes asked for at once when an object is written to a file.
    package var pieceBytes: Int
    /// Deadlines, retries and bounds; an attempt's time must do for the largest upload, at about a megabyte a second.
    package var upstream: UpstreamSettings

    /// Settings.
    package init(
        endpoint: String,
        bucket: String,
        region: String = "us-east-1",
        accessKey: String,
        secretKey: Secret,
        sessionToken: Secret? = nil,
        pathStyle: Bool = true,
        upstream: UpstreamSettings = UpstreamSettings(timeout: .seconds(90), deadline: .seconds(300))
    ) {
        self.endpoint = endpoint
        self.bucket = bucket
        self.region = region
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.sessionToken = sessionToken
        self.pathStyle = pathStyle
        self.pieceBytes = 8 << 20
        self.upstream = upstream
    }
}

/// Where an object of a bucket is, as sent and as signed.
struct S3Address: Hashable {
    /// The scheme with its `://`.
    let scheme: String
    /// The host, with the port when it is not the scheme's own: the `Host` header.
    let host: String
    /// The path, percent-encoded once; dots and doubled slashes stay, unlike in other AWS services.
    let path: String

    /// An object's address, or with an empty key the bucket's.
    init(_ settings: S3Settings, key: String) {
        let parts = settings.endpoint.split(separator: "://", maxSplits: 1)
        scheme = (parts.count == 2 ? parts[0].lowercased() : "https") + "://"
        var host = String((parts.last ?? "").prefix { $0 != "/" }).lowercased()
        for (name, port) in [("https://", ":443"), ("http://", ":80")] where scheme == name && host.hasSuffix(port) {
            host.removeLast(port.count)
        }
        let object = key.percentEncoded(keepsSlashes: true)
        if settings.pathStyle {
            let bucket = settings.bucket.percentEncoded()
            self.host = host
            path = key.isEmpty ? "/\(bucket)" : "/\(bucket)/\(object)"
        } else {
            self.host = "\(settings.bucket).\(host)"
            path = "/\(object)"
        }
    }

    /// The address with a query that is already encoded.
    func url(query: String) -> String { scheme + host + path + (query.isEmpty ? "" : "?" + query) }
}
