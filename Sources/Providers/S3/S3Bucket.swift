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
