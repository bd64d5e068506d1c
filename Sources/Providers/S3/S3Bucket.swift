import Core
import Crypto
import Dispatch
import FoundationEssentials
package import Logging
package import Outbound

/// A bucket of an S3-compatible store. Each try is signed anew, so that a late one is not too old. All calls throw
/// ``ProvidersError`` with a code that starts with `blob.`.
package struct S3Bucket: Sendable {
    let settings: S3Settings
    private let upstream: Upstream
    private let unixTime: @Sendable () -> Int

    /// A bucket behind a client.
    ///
    /// - Parameter unixTime: the present, in seconds since 1970.
    package init(
        settings: S3Settings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init(),
        unixTime: @escaping @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }
    ) {
        self.settings = settings
        upstream = Upstream(
            "s3",
            client: client,
            settings: settings.upstream,
            secrets: [settings.secretKey, settings.sessionToken].compactMap(\.self),
            logger: logger,
            pacing: pacing
        )
        self.unixTime = unixTime
    }

    /// One call; `read` sees successes only.
    func call<Value>(
        _ method: HTTPRequest.Method,
        key: String,
        query: [(String, String)] = [],
        headers: [(name: String, value: String)] = [],
        body: HTTPBody = .empty,
        payloadHash: String = SigV4.emptyHash,
        reading read: (HTTPReply) throws(OutboundError) -> Value
    ) async throws -> Value {
        // Without a name a call would mean the bucket itself.
        guard !key.isEmpty || !query.isEmpty else {
            throw ProvidersError(.blobRejected, "An object needs a name.")
        }
        let address = S3Address(settings, key: key)
        do throws(OutboundError) {
            return try await upstream.call { () throws(OutboundError) in
                let signed = signer().headers(
                    for: .init(
                        method: method.rawValue,
                        host: address.host,
                        path: address.path,
                        query: query,
                        headers: headers
                    ),
                    payloadHash: payloadHash
                )
                // Objects come as they are stored: a length that is compared must not be that of a compressed form.
                let all = signed + [("Accept-Encoding", "identity")]
                return HTTPRequest(method, address.url(query: SigV4.query(query)), headers: all, body: body)
            } reading: { reply throws(OutboundError) in
                guard reply.isSuccess else { throw S3Refusal.error(reply) }
                return try read(reply)
            }
        } catch {
            throw ProvidersError.blob(error, bucket: settings.bucket)
        }
    }

    /// An address by which anybody may read an object for a while.
    ///
    /// - Parameter seconds: how long, 1 to 604,800; the shorter, the better.
    package func presignedURL(for key: String, seconds: Int) -> Secret {
        let address = S3Address(settings, key: key)
        let request = SigV4.Request(method: "GET", host: address.host, path: address.path)
        return Secret(address.url(query: signer().presignedQuery(for: request, seconds: seconds)))
    }

    private func signer() -> SigV4 {
        SigV4(
            accessKey: settings.accessKey,
            secretKey: settings.secretKey.revealed,
            sessionToken: settings.sessionToken?.revealed,
            region: settings.region,
            timestamp: SigV4.timestamp(unixTime: unixTime())
        )
    }

    /// The SHA-256 of a body in hexadecimal; files are read on a thread that may block.
    static func hash(_ body: HTTPBody) async throws(OutboundError) -> String {
        let result: Result<String, OutboundError> = await withCheckedContinuation { continuation in
            DispatchQueue.global(qos: .utility).async {
                do throws(OutboundError) {
                    var hasher = SHA256()
                    try unsafe body.forEachChunk { unsafe hasher.update(bufferPointer: $0) }
                    continuation.resume(returning: .success(hasher.finalize().hexadecimal))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }
}

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

/// What a store says about an object.
package struct S3Object: Sendable, Hashable {
    /// Its name in the bucket.
    package var key: String
    /// Its length in bytes.
    package var bytes: Int
    /// Its version's mark, quotes included. An MD5 only of some objects: compare it, never compute it.
    package var etag: String
    /// Its media type; a list does not have it.
    package var type: String?

    /// An object.
    package init(key: String, bytes: Int, etag: String, type: String? = nil) {
        self.key = key
        self.bytes = bytes
        self.etag = etag
        self.type = type
    }
}

/// One page of a bucket's list, in the order of the names' UTF-8 bytes.
package struct S3Page: Sendable, Hashable {
    /// The objects.
    package var objects: [S3Object]
    /// What to pass on for the next page; nil on the last.
    package var next: String?

    /// Reads `ListObjectsV2`'s answer.
    ///
    /// - Throws: `malformed` when it is none.
    init(_ body: [UInt8]) throws(OutboundError) {
        let text = String(decoding: body, as: UTF8.self)
        guard let root = XMLText.content(of: "ListBucketResult", in: text), text.hasSuffix(">") || text.hasSuffix("\n")
        else {
            throw OutboundError(.malformed, "its list is not one.", status: 200)
        }
        var objects: [S3Object] = []
        for entry in XMLText.contents(of: "Contents", in: root) {
            guard let key = XMLText.text(of: "Key", in: entry), let size = XMLText.text(of: "Size", in: entry),
                let bytes = Int(size), bytes >= 0
            else { throw OutboundError(.malformed, "its list has an entry without name or size.", status: 200) }
            objects.append(S3Object(key: key, bytes: bytes, etag: XMLText.text(of: "ETag", in: entry) ?? ""))
        }
        self.objects = objects
        let isCut = XMLText.text(of: "IsTruncated", in: root) == "true"
        next = isCut ? XMLText.text(of: "NextContinuationToken", in: root) : nil
        guard !isCut || next != nil else {
            throw OutboundError(.malformed, "its list goes on but does not say where.", status: 200)
        }
    }
}

/// The class of an object store's refusal.
enum S3Refusal {
    private static let authCodes: Set<String> = [
        "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
        "RequestTimeTooSkewed", "AuthorizationHeaderMalformed",
    ]

    /// The error of a reply that is no success; ``OutboundError/upstream`` is the store's own code, when it sent one: answers
    /// to HEAD have no body.
    static func error(_ reply: HTTPReply) -> OutboundError {
        let code = XMLText.text(of: "Code", in: reply.text)
        let kind: OutboundError.Kind =
            switch (reply.status, code) {
            case (_, let code?) where authCodes.contains(code): .auth
            case (_, "SlowDown"), (_, "RequestTimeout"): .transient
            case (409, "OperationAborted"): .throttled
            case (409, _): .rejected
            default: ServiceReply.kind(status: reply.status)
            }
        var error = ServiceReply.make(kind, reply, words: code)
        switch (reply.status, code) {
        case (_, "RequestTimeTooSkewed"): error.message = "it says our clock is wrong (HTTP \(reply.status))."
        case (301, _), (307, _): error.message = "the bucket is in another region (HTTP \(reply.status))."
        case (404, "NoSuchBucket"): error.message = "there is no such bucket."
        case (404, _): error.message = "there is no such object."
        default: break
        }
        return error
    }
}
