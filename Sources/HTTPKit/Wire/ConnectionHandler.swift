import CoreMetrics
import FoundationEssentials
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

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
