import CoreMetrics
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// What a connection needs that no route sees: a problem document for what is no request, `100 Continue`, HTTP/1.0, replies to
/// `HEAD` without a length, and an end that loses nothing. It stands between the parser and everything else.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Sent outbound: the body of the request that is being answered is read.
    struct BodyIsWanted: Sendable {}
    /// Sent inbound: a body that is still arriving will not be waited for any more.
    struct Stop: Sendable {}

    /// How long a client may go on sending after the reply, so that it gets to read it.
    private static let lingering = TimeAmount.seconds(2)

    /// What Hummingbird counts the requests of routes under.
    private static let (requests, errors) = ("hb.requests", "hb.request.errors")

    private let logger: Logger
    private let headers: HTTPFields
    private let drain: Drain
    private let connections: Connections
    private let pulse = ConnectionPulse()
    private let slowest: SlowReader
    /// Requests without the end of their reply, in order.
    private var open: [Exchange] = []
    /// Whether a request's body has begun and not ended.
    private var isReceiving = false
    /// Whether the first line of the request that is to come has ended, and how long it is so far.
    private var hasLine = false
    private var lineLength = 0
    /// What is said when the replies under way are out.
    private var fault: WebError?
    /// Whether no request is taken any more.
    private var isDeaf = false
    private var isClosing = false
    /// Requests so far.
    private var count = 0

    /// - Parameters:
    ///   - headers: what every reply has.
    ///   - pace: how fast a reply must be read.
    ///   - idleMs: how long its reader may take nothing.
    init(
        logger: Logger,
        headers: HTTPFields,
        drain: Drain,
        connections: Connections,
        pace: UploadPace,
        idleMs: Int
    ) {
        self.logger = logger
        self.headers = headers
        self.drain = drain
        self.connections = connections
        slowest = SlowReader(pace: pace, idleMs: idleMs, pulse: pulse)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        drain.opened(context.channel)
        if !connections.opened(context.channel, pulse) { context.channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        drain.closed(context.channel)
        connections.closed(context.channel)
        context.fireChannelInactive()
    }

    /// Tells the table of connections whose turn it is.
    private func tellTurn() {
        pulse.turn(
            waits: open.isEmpty || isReceiving || isClosing || slowest.isWaiting,
            isBetween: open.isEmpty && !isReceiving && lineLength == 0 && !isClosing
        )
    }

    /// Bytes before the parser, to know where it stopped.
    func arrived(_ bytes: ByteBuffer) {
        pulse.moved()
        guard !hasLine, !isReceiving else { return }
        let end = bytes.readableBytesView.firstIndex(of: UInt8(ascii: "\n"))
        hasLine = end != nil
        lineLength += (end ?? bytes.writerIndex) - bytes.readerIndex
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        defer { tellTurn() }
        switch part {
        case .head(let head):
            guard !isDeaf else { return }
            if let fault = WireFault.of(head) { return refuse(fault, context) }
            isReceiving = true
            count += 1
            open.append(Exchange(head))
        case .body(let bytes):
            guard isReceiving else { return }
            if let last = open.indices.last { open[last].receives(bytes.readableBytes) }
        case .end:
            guard isReceiving else { return }
            (isReceiving, hasLine, lineLength) = (false, false, 0)
            if let last = open.indices.last {
                open[last].isWhole = true
                if !open[last].goesOn { isDeaf = true }
            }
        }
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        guard !isDeaf else { return }
        guard isReceiving else {
            let isInAddress = !hasLine || lineLength > WireFault.maxAddress
            return refuse(WireFault.of(parserError, isInAddress: isInAddress), context)
        }
        breakOff(parserError, context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Stop {
            guard isReceiving, !isDeaf else { return }
            return breakOff(WebError(.stopping, "The service is stopping; send it again."), context)
        }
        if isClosing, case .inputClosed? = event as? ChannelEvent { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyIsWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        guard !open.isEmpty, open[0].askForBody() else { return }
        context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // What answers no request would be taken for the reply to another one.
        guard !open.isEmpty, !isClosing else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        defer { tellTurn() }
        let part = unwrapOutboundIn(data)
        let promise = slowest.watch(part, promise, context)
        switch part {
        case .head(var head) where head.status.code >= 200:
            open[0].reply(&head)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head: context.write(data, promise: promise)
        case .body:
            guard !open[0].isHead else {
                promise?.succeed()
                return
            }
            context.write(data, promise: promise)
        case .end:
            let done = open.removeFirst()
            let end = done.hasNoEnd ? wrapOutboundOut(.body(.byteBuffer(ByteBuffer()))) : data
            // The unread rest of a body ends nothing else.
            if !done.goesOn { return close(context, after: end, promise) }
            context.write(end, promise: promise)
            if !done.isWhole { limitRest(context) }
            if open.isEmpty, let fault { say(fault, context) }
        }
    }

    /// Gives the rest of an unread body some time to come, and no more.
    private func limitRest(_ context: ChannelHandlerContext) {
        let request = count
        let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: Self.lingering) {
            let (handler, context) = bound.value
            if handler.isReceiving, handler.count == request { context.close(promise: nil) }
        }
    }

    /// Ends a request in the middle of its body: who reads it says so to the client.
    private func breakOff(_ error: any Error, _ context: ChannelHandlerContext) {
        (isDeaf, isReceiving) = (true, false)
        guard let last = open.indices.last else { return context.close(promise: nil) }
        open[last].isBroken()
        context.fireErrorCaught(error)
    }

    /// Answers what is no request, behind the replies that are under way, and hears nothing any more.
    private func refuse(_ fault: WebError, _ context: ChannelHandlerContext) {
        isDeaf = true
        guard open.isEmpty else { return self.fault = fault }
        say(fault, context)
    }

    private func say(_ fault: WebError, _ context: ChannelHandlerContext) {
        let id = UUID().uuidString.lowercased()
        let problem = Problem(fault, requestId: id)
        let body = (try? JSONReply.encoder.encode(problem)) ?? Data()
        var fields = headers
        fields[.contentType] = Problem.mediaType
        fields[.contentLength] = String(body.count)
        fields[.cacheControl] = "no-store"
        fields[.connection] = "close"
        if let header = RequestIDMiddleware.header { fields[header] = id }
        let status = HTTPResponseStatus(statusCode: problem.status)
        context.write(
            wrapOutboundOut(
                .head(
                    .init(
                        version: .http1_1,
                        status: status,
                        headers: HTTPHeaders(fields.map { ($0.name.rawName, $0.value) })
                    )
                )
            ),
            promise: nil
        )
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        close(context, after: wrapOutboundOut(.end(nil)), nil)
        logger.info(
            "Request",
            metadata: [
                "request.id": "\(id)", "http.status": "\(problem.status)", "problem.code": "\(problem.code)",
                "duration.ms": "0",
            ]
        )
        let labels = [
            ("http.route", "NotHTTP"), ("http.request.method", "none"),
            ("http.response.status_code", String(problem.status)),
        ]
        Counter(label: Self.requests, dimensions: labels).increment()
        Counter(label: Self.errors, dimensions: labels.dropLast() + [("error.type", labels[2].1)]).increment()
    }

    /// Writes the last part there is, says that nothing follows, and leaves the client some time to read it: bytes of its that
    /// no reader took would otherwise make the end of the connection a reset, and the reply be lost.
    private func close(_ context: ChannelHandlerContext, after end: NIOAny, _ promise: EventLoopPromise<Void>?) {
        (isDeaf, isReceiving, isClosing) = (true, false, true)
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in
            bound.value.close(mode: .output, promise: nil)
            bound.value.eventLoop.scheduleTask(in: Self.lingering) { bound.value.close(promise: nil) }
        }
        context.writeAndFlush(end, promise: written)
    }
}

/// One request of a connection and its reply, as far as HTTP/1's framing is concerned.
struct Exchange: Sendable {
    /// Whether the reply has no body whatever its headers say.
    let isHead: Bool
    /// Whether the client speaks HTTP/1.0, which knows no chunks and closes unless it asks to go on.
    let isOld: Bool
    /// Whether the connection goes on after the reply.
    private(set) var goesOn: Bool
    /// Whether the client waits to be asked for the body (RFC 9110 §10.1.1).
    private(set) var waits: Bool
    /// Whether all of the request is there.
    var isWhole = false
    /// Whether the end of the body must not be written: it is chunked by its headers, and has none.
    private(set) var hasNoEnd = false
    /// Whether the reply has begun.
    private(set) var hasReply = false
    /// What the client said the body would be; nil for one in chunks.
    private let declared: Int?
    private var received = 0

    /// How much of an unread body is taken so that the connection can go on, in bytes.
    private static let mostRest = 65_536

    /// The exchange a request begins.
    init(_ head: HTTPRequestHead) {
        isHead = head.method == .HEAD
        isOld = head.version.minor < 1
        goesOn = head.isKeepAlive
        declared =
            head.headers.contains(name: "Transfer-Encoding")
            ? nil : Int(head.headers.first(name: "Content-Length") ?? "0")
        waits = !isOld && head.headers["Expect"].contains { $0.lowercased() == "100-continue" }
    }

    /// Notes that the body is wanted now. Returns whether the client waits for `100 Continue`.
    mutating func askForBody() -> Bool {
        defer { waits = false }
        return waits && !isWhole && !hasReply
    }

    /// What came was no request: nothing after it can be understood.
    mutating func isBroken() { goesOn = false }

    /// Some of the body came.
    mutating func receives(_ bytes: Int) { received += bytes }

    /// Whether more of the body is still to come than is worth waiting for.
    private var hasLongRest: Bool { !isWhole && (declared.map { $0 - received > Self.mostRest } ?? true) }

    /// Makes the head of a reply one that this client can take.
    mutating func reply(_ head: inout HTTPResponseHead) {
        hasReply = true
        // The reply is out before the body is in: the rest would be read for nothing, and as slowly as the client likes.
        if hasLongRest { goesOn = false }
        // A client that was not asked for its body may send it or not: where the next request begins is unknown.
        if waits || head.headers["Connection"].contains(where: { $0.lowercased() == "close" }) { goesOn = false }
        let hasLength = head.headers.contains(name: "Content-Length") || !head.status.mayHaveResponseBody
        hasNoEnd = isHead && !hasLength
        if isOld {
            head.version = .http1_0
            if !hasLength { goesOn = false }
            if goesOn { head.headers.replaceOrAdd(name: "Connection", value: "keep-alive") }
        }
        if !goesOn { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    }
}

/// How far the body of a request is.
final class BodyProgress: Sendable {
    private let waits = Atomic(false)

    /// Whether the body is being read and its end has not come: then a delay is the client's.
    var isUnderWay: Bool { waits.load(ordering: .acquiring) }

    /// The body is read from now on.
    func begin() { waits.store(true, ordering: .releasing) }

    /// The body is there.
    func end() { waits.store(false, ordering: .releasing) }
}
