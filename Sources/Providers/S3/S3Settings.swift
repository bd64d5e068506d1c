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
