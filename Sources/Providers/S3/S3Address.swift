import Core

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
