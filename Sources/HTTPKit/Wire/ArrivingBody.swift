import Core
import HTTPTypes
import Hummingbird
import NIOCore

/// A request's body as it comes from the connection: a client that waits to be asked for it (`Expect: 100-continue`) is asked
/// when a reader asks, and what ends a body too early is said in our own words.
struct ArrivingBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let body: ArrivingBody
        private var hasBegun = false
        private var bytes = 0

        init(_ body: ArrivingBody) {
            base = body.body.makeAsyncIterator()
            self.body = body
        }

        @concurrent mutating func next() async throws -> ByteBuffer? {
            if !hasBegun {
                hasBegun = true
                body.progress.begin()
                body.channel?.triggerUserOutboundEvent(ConnectionHandler.BodyIsWanted(), promise: nil)
            }
            do {
                if let chunk = try await base.next() {
                    bytes += chunk.readableBytes
                    return chunk
                }
            } catch {
                throw WireFault.ofBody(error)
            }
            // A task that is called off sees an end where there is none.
            try Task.checkCancellation()
            if let declared = body.declared, bytes < declared { throw WireFault.interrupted }
            body.progress.end()
            return nil
        }
    }

    fileprivate let body: RequestBody
    fileprivate let declared: Int?
    fileprivate let progress: BodyProgress
    fileprivate let channel: (any Channel)?

    /// The body of a request.
    ///
    /// - Parameter declared: its length, when the client told it.
    init(_ body: RequestBody, declared: Int?, progress: BodyProgress, channel: (any Channel)?) {
        self.body = body
        self.declared = declared
        self.progress = progress
        self.channel = channel
    }

    func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension Request {
    /// The length of the body, when the client told it.
    var declaredLength: Int? { headers[.contentLength].flatMap { Int($0) } }

    /// The request with a body that says what becomes of it.
    func arriving(_ context: WebContext) -> Request {
        guard (declaredLength ?? 0) > 0 || headers[.transferEncoding] != nil else { return self }
        var request = self
        request.body = RequestBody(
            asyncSequence: ArrivingBody(
                body,
                declared: headers[.transferEncoding] == nil ? declaredLength : nil,
                progress: context.bodyProgress,
                channel: context.channel
            )
        )
        return request
    }

    /// The whole of a JSON body whose texts may be long. The limit is on what they say, however a client's library writes it, and
    /// what is kept in memory is at most three times that.
    ///
    /// - Throws: `request.too_large`; at once, when no way of writing would make it fit.
    package func wholeText(upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = WebError(.bodyTooLarge, "The body says more than the \(ByteCount.text(limit)) taken here.")
        // Six bytes of an escape may say one.
        guard declaredLength ?? 0 <= 6 * limit else { throw tooLarge }
        var folder = EscapeFolder()
        for try await chunk in body {
            folder.push(chunk.readableBytesView)
            guard folder.said <= limit, folder.bytes.count <= 3 * limit else { throw tooLarge }
        }
        return folder.bytes
    }

    /// The whole of a body that is kept in memory.
    ///
    /// - Throws: `request.too_large`; at once, when the client says so before.
    package func wholeBody(upTo limit: Int) async throws -> [UInt8] {
        let tooLarge = WebError(.bodyTooLarge, "The body is larger than the \(ByteCount.text(limit)) taken here.")
        guard declaredLength ?? 0 <= limit else { throw tooLarge }
        var bytes: [UInt8] = []
        for try await chunk in body {
            guard bytes.count + chunk.readableBytes <= limit else { throw tooLarge }
            bytes += chunk.readableBytesView
        }
        return bytes
    }
}
