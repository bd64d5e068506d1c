import Core
import Database
import HTTPTypes
package import Hummingbird
import NIOCore
import NIOHTTP1
import Synchronization

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
            // A task that is cancelled sees an end where there is none.
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

/// What went wrong below the routes, as a client is told.
enum WireFault {
    /// The longest address, header, and all headers together, in bytes: the server's own default.
    static let maxAddress = 80 * 1024

    /// What a head is refused for although it parses; nil when it may pass. Of two names it is unknown which one was meant
    /// (RFC 9112 §3.2).
    static func of(_ head: HTTPRequestHead) -> WebError? {
        let hosts = head.headers["Host"].count
        if hosts > 1 { return WebError(.malformed, "The request names its Host twice.") }
        if hosts == 0, head.version.minor > 0 { return WebError(.malformed, "The request names no Host.") }
        return nil
    }

    /// What an error of the parser means.
    ///
    /// - Parameter isInAddress: whether the first line of the request had not ended yet.
    static func of(_ error: HTTPParserError, isInAddress: Bool) -> WebError {
        switch error {
        case .headerOverflow where isInAddress:
            WebError(.addressTooLong, "The address of the request is longer than 80 KB.")
        case .headerOverflow:
            WebError(.headersTooLarge, "The headers of the request are larger than 80 KB, or more than 1,000.")
        case .invalidMethod:
            WebError(.malformed, "The request starts with no method of HTTP; is this another protocol?")
        case .invalidVersion: WebError(.malformed, "Only HTTP/1.0 and HTTP/1.1 are spoken here.")
        case .invalidContentLength, .unexpectedContentLength:
            WebError(.malformed, "The Content-Length is no length, or there are two.")
        case .invalidChunkSize: WebError(.malformed, "The size of a chunk of the body is no number.")
        case .invalidEOFState, .closedConnection: interrupted
        case .unknown:
            WebError(.malformed, "The body has a framing HTTP/1.1 does not know; send its length, or chunks.")
        default: WebError(.malformed, "What came is not HTTP/1.1: \(error).")
        }
    }

    /// What an error while a body arrives means; the error itself when it is not the connection's.
    static func ofBody(_ error: any Error) -> any Error {
        switch error {
        case let error as HTTPParserError: of(error, isInAddress: false)
        case is IOError, is ChannelError: interrupted
        default: error
        }
    }

    /// The connection ended before the body did.
    static let interrupted = WebError(.interrupted, "The connection ended before the body did.")
}

/// The time one request has.
final class Deadline: Sendable {
    /// That of the request that is being answered.
    @TaskLocal static var current: Deadline?

    private let expired = Atomic(false)

    /// Whether it is over.
    var isOver: Bool { expired.load(ordering: .acquiring) }

    fileprivate func end() { expired.store(true, ordering: .releasing) }
}

/// Cancels requests that take too long, and mends what no middleware can: it stands around the router.
package struct WebResponder<Inner: HTTPResponder>: HTTPResponder where Inner.Context == WebContext {
    private let inner: Inner
    private let table: RouteTable
    private let limitMs: Int

    /// A responder that gives each request a time. Uploads have none: they must keep a pace instead.
    init(_ inner: Inner, table: RouteTable, limitMs: Int) {
        self.inner = inner
        self.table = table
        self.limitMs = limitMs
    }

    package func respond(to request: Request, context: WebContext) async throws -> Response {
        let request = request.arriving(context)
        let isUpload = table.row(request.method, request.uri.path)?.costs?.takesRecordings == true
        // Everything a request asks of the database has one deadline together.
        var response = try await StoragePatience.$current.withValue(StoragePatience()) {
            isUpload ? try await inner.respond(to: request, context: context) : try await timed(request, context)
        }
        // The length of a stream is unknown, and a HEAD must not say that there is nothing in it.
        if context.notes.hasNoLength { response.headers[.contentLength] = nil }
        return response
    }

    private func timed(_ request: Request, _ context: WebContext) async throws -> Response {
        let (inner, limitMs, deadline) = (inner, limitMs, Deadline())
        return try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask {
                try await Deadline.$current.withValue(deadline) {
                    try await inner.respond(to: request, context: context)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(limitMs))
                if !Task.isCancelled { deadline.end() }
                return nil
            }
            while let response = try await group.next() {
                group.cancelAll()
                if let response { return response }
            }
            throw CancellationError()
        }
    }
}

/// Runs work with a timeout, and does not wait for work that ignores cancellation.
package enum TimeLimit {
    /// What `work` finds within a time; nil when it finds nothing, or takes longer.
    package static func within<Value: Sendable>(
        _ milliseconds: Int,
        _ work: @escaping @Sendable () async -> Value?
    ) async -> Value? {
        let (results, source) = AsyncStream<Value?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let task = Task { source.yield(await work()) }
        let limit = Task {
            try? await Task.sleep(for: .milliseconds(milliseconds))
            source.yield(nil)
        }
        defer {
            task.cancel()
            limit.cancel()
        }
        for await result in results { return result }
        return nil
    }
}

/// A request's body that ends with an error when its client is too slow. The connection ends with the reply then: the rest of
/// the body would come as slowly.
struct PacedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    struct Iterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        var pace: UploadPace

        @concurrent mutating func next() async throws -> ByteBuffer? {
            let start = ContinuousClock.now
            guard let chunk = try await base.next() else { return nil }
            pace.arrived(chunk.readableBytes, afterMs: Int((ContinuousClock.now - start) / .milliseconds(1)))
            guard pace.isTooSlow else { return chunk }
            throw WebError(
                .tooSlow,
                "The body comes slower than \(pace.leastPerSecond) bytes a second. Send it resumably, by /v1/uploads.",
                headers: [.connection: "close"]
            )
        }
    }

    private let body: RequestBody
    private let pace: UploadPace

    init(_ body: RequestBody, _ pace: UploadPace) {
        self.body = body
        self.pace = pace
    }

    func makeAsyncIterator() -> Iterator { Iterator(base: body.makeAsyncIterator(), pace: pace) }
}

/// How fast a body must come at least. Only the time the service waits for its client counts, so that a slow disk is not the client's
/// fault but ours, and the first seconds are free, so that a pause is.
package struct UploadPace: Sendable, Hashable {
    /// Bytes a second at least, over all of the waiting; 0 takes any pace.
    package let leastPerSecond: Int
    /// Waiting that is free, in milliseconds.
    package let freeMs: Int
    private var waitedMs = 0
    private var bytes = 0

    /// A pace that nothing has been measured of.
    package init(leastPerSecond: Int, freeMs: Int) {
        self.leastPerSecond = leastPerSecond
        self.freeMs = freeMs
    }

    /// Bytes arrived after some waiting.
    package mutating func arrived(_ bytes: Int, afterMs ms: Int) {
        self.bytes += bytes
        waitedMs += max(0, ms)
    }

    /// Whether the client is too slow to go on with.
    package var isTooSlow: Bool {
        guard leastPerSecond > 0, waitedMs > freeMs else { return false }
        return bytes < leastPerSecond.multipliedReportingOverflow(by: waitedMs - freeMs).partialValue / 1000
    }
}
