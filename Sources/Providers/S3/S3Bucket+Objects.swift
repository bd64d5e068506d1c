import Core
package import Outbound

extension S3Bucket {
    /// Stores an object, in place of one that has its name; files are read while they are sent, and before that once to be
    /// hashed.
    ///
    /// - Returns: the new version's mark.
    @discardableResult
    package func put(_ key: String, _ body: HTTPBody, type: String) async throws -> String {
        let hash: String
        do throws(OutboundError) {
            hash = try await Self.hash(body)
        } catch {
            throw ProvidersError.blob(error, bucket: settings.bucket)
        }
        return try await call(
            .put,
            key: key,
            headers: [("Content-Type", type)],
            body: body,
            payloadHash: hash
        ) { reply in reply.headers["etag"] ?? "" }
    }

    /// Reads an object, or a stretch of it, into memory; at most ``UpstreamSettings/maxReplyBytes``.
    ///
    /// - Parameter range: bytes from the start; ends beyond the object's are cut.
    package func get(_ key: String, range: Range<Int>? = nil) async throws -> [UInt8] {
        guard let range else { return try await call(.get, key: key) { $0.body } }
        guard !range.isEmpty, range.lowerBound >= 0 else { return [] }
        return try await call(.get, key: key, headers: [Self.header(range)]) { reply throws(OutboundError) in
            guard reply.status == 206 else {
                throw OutboundError(.malformed, "it does not keep to the range asked for.", status: reply.status)
            }
            return reply.body
        }
    }

    /// Hands over an object of any size in pieces, in order; each is fetched, and if need be fetched again, on its own, and
    /// all are of one version.
    ///
    /// - Parameter use: sees each piece; what it throws ends the reading.
    package func read(_ key: String, _ use: ([UInt8]) throws -> Void) async throws {
        let object = try await head(key)
        let size = min(max(1, settings.pieceBytes), settings.upstream.maxReplyBytes)
        var start = 0
        while start < object.bytes {
            let range = start..<min(start + size, object.bytes)
            let version = (name: "If-Match", value: object.etag)
            let piece = try await call(.get, key: key, headers: [Self.header(range), version]) {
                reply throws(OutboundError) in
                guard reply.status == 206, reply.body.count == range.count else {
                    throw OutboundError(.malformed, "it does not keep to the range asked for.", status: reply.status)
                }
                return reply.body
            }
            try use(piece)
            start = range.upperBound
        }
    }

    /// What the store says about an object.
    package func head(_ key: String) async throws -> S3Object {
        try await call(.head, key: key) { reply throws(OutboundError) in
            guard let bytes = reply.headers["content-length"].flatMap(Int.init), bytes >= 0,
                let etag = reply.headers["etag"]
            else { throw OutboundError(.malformed, "its answer has no length or no mark.", status: reply.status) }
            return S3Object(key: key, bytes: bytes, etag: etag, type: reply.headers["content-type"])
        }
    }

    /// Removes an object; that there is none is no error.
    package func delete(_ key: String) async throws {
        do {
            try await call(.delete, key: key) { _ in }
        } catch let error as ProvidersError where error.kind == .blobMissing {
            // AWS answers 204 here, some others 404.
        }
    }

    /// A page of the bucket's list.
    ///
    /// - Parameters:
    ///   - prefix: how the names begin.
    ///   - limit: names on a page, 1 to 1,000.
    ///   - after: ``S3Page/next`` of the page before.
    package func list(prefix: String = "", limit: Int = 1_000, after: String? = nil) async throws -> S3Page {
        var query = [("list-type", "2"), ("max-keys", "\(min(max(limit, 1), 1_000))"), ("prefix", prefix)]
        if let after { query.append(("continuation-token", after)) }
        return try await call(.get, key: "", query: query) { reply throws(OutboundError) in try S3Page(reply.body) }
    }

    private static func header(_ range: Range<Int>) -> (name: String, value: String) {
        ("Range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")
    }
}
