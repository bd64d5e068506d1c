package import Core
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// The server around routes.
package enum WebServer {
    private static let name = "debrief"

    /// Serves routes behind a door.
    package static func application(
        _ routes: Routes,
        behind door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        // Behind proxies all connections come from them.
        let connections = Connections(
            most: door.rules.maxConnections,
            mostPerAddress: door.rules.proxies > 0 ? 0 : door.rules.maxConnectionsPerAddress
        )
        return Application(
            responder: door.responder(routes),
            server: .http1(
                configuration: .init(
                    // Made anew for each connection; what they share is made once, above.
                    additionalChannelHandlers: [setup(door, connections, logger)],
                    idleTimeout: .milliseconds(Int64(door.rules.idleMs))
                )
            ),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: name,
                availableConnectionsDelegate: .maximum(door.rules.maxConnections, logger: logger)
            ),
            onServerRunning: { await onListening($0.localAddress?.port ?? port) },
            logger: logger
        )
    }

    private static func setup(_ door: Door, _ connections: Connections, _ logger: Logger) -> ConnectionSetup {
        let rules = door.rules
        return ConnectionSetup {
            var headers = SecurityHeadersMiddleware.headers(isSecure: door.rules.isSecure)
            headers[.server] = name
            return ConnectionHandler(
                logger: logger,
                headers: headers,
                drain: door.drain,
                connections: connections,
                pace: rules.pace,
                idleMs: rules.idleMs
            )
        }
    }
}

/// What a request carries through middleware and routes.
package struct WebContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The connection it came by.
    let channel: (any Channel)?
    /// Headers its reply will have.
    package let notes = ReplyNotes()
    /// Who asks; nil without credentials on an open route.
    package internal(set) var principal: Principal?
    /// The session of the person's browser; nil when a key or nothing came with the request.
    package internal(set) var session: BrowserSession?
    /// How far its body is.
    let bodyProgress = BodyProgress()

    package init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Who asks, on routes that need a permission.
    ///
    /// - Throws: `request.unauthorized` when no principal was found: a route is closed unless it asks for none.
    package var signedIn: Principal {
        get throws(WebError) {
            guard let principal else {
                throw WebError(.unauthorized, "Send Authorization: Bearer KEY. debrief keys create makes keys.")
            }
            return principal
        }
    }

    /// The request's id: in each log line, in the `X-Request-Id` header and in every problem document.
    package var requestID: String { logger[metadataKey: "request.id"]?.description ?? "" }

    /// The address of the client. Behind proxies it is what the outermost of them wrote; what a client itself writes into the
    /// header stands left of that and is not believed.
    package func address(of request: Request, proxies: Int) -> String {
        let direct = channel?.remoteAddress?.ipAddress ?? ""
        guard proxies > 0, let header = request.headers[.named("X-Forwarded-For")] else { return direct }
        let hops = header.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        return hops.dropLast(proxies - 1).last ?? direct
    }
}

/// Puts a ``ConnectionHandler`` where it belongs: the server takes handlers only behind the point at which HTTP's versions and
/// framing are lost.
final class ConnectionSetup: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Never

    /// Shows bytes before they are parsed.
    private final class Eavesdropper: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias InboundOut = ByteBuffer

        private let handler: ConnectionHandler

        init(_ handler: ConnectionHandler) { self.handler = handler }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            handler.arrived(unwrapInboundIn(data))
            context.fireChannelRead(data)
        }
    }

    private let make: () -> ConnectionHandler

    /// The setup of one connection.
    init(_ make: @escaping () -> ConnectionHandler) { self.make = make }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        do {
            let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let handler = make()
            try pipeline.addHandler(handler, position: .after(parser))
            try pipeline.addHandler(Eavesdropper(handler), position: .before(parser))
        } catch {
            context.fireErrorCaught(error)
        }
    }
}

/// What the table of connections sees of one: when bytes last moved, and whether it is the client's turn.
final class ConnectionPulse: Sendable {
    private let movedAt = Atomic(NIODeadline.now().uptimeNanoseconds)
    private let waiting = Atomic(true)
    private let between = Atomic(true)

    /// Bytes came in or went out.
    func moved() { movedAt.store(NIODeadline.now().uptimeNanoseconds, ordering: .relaxed) }

    /// Tells whose turn it is.
    ///
    /// - Parameters:
    ///   - waits: whether nothing happens until the client sends or reads.
    ///   - isBetween: whether no request is under way.
    func turn(waits: Bool, isBetween: Bool) {
        waiting.store(waits, ordering: .relaxed)
        between.store(isBetween, ordering: .relaxed)
    }

    /// Milliseconds since bytes moved; nil while the service works.
    func silentMs(at now: NIODeadline) -> Int? {
        guard waiting.load(ordering: .relaxed) else { return nil }
        let then = movedAt.load(ordering: .relaxed)
        return now.uptimeNanoseconds > then ? Int((now.uptimeNanoseconds - then) / 1_000_000) : 0
    }

    /// Whether no request is under way.
    var isBetween: Bool { between.load(ordering: .relaxed) }
}

/// The open connections of a server: how many one address may have, and which one ends when there is no room for another.
///
/// With room there is patience (`http.idleMs`); without, a connection whose client neither sends nor reads ends after
/// ``patienceMs``, the longest silent first. So clients that hold their connections open delay the others by that at most.
final class Connections: Sendable {
    /// How long a client in the middle of a request may be silent while there is no room, in milliseconds.
    static let patienceMs = 400
    /// The same between two requests.
    static let patienceBetweenMs = 2_000

    private struct Entry: Sendable {
        let channel: any Channel
        let address: String
        let pulse: ConnectionPulse
    }

    private struct State {
        var entries: [ObjectIdentifier: Entry] = [:]
        var byAddress: [String: Int] = [:]
        var isRelieving = false
    }

    private let state = Mutex(State())
    private let most: Int
    private let mostPerAddress: Int

    /// No connections yet.
    ///
    /// - Parameters:
    ///   - most: how many there may be.
    ///   - mostPerAddress: how many of one address; 0 for any number, as behind a proxy.
    init(most: Int, mostPerAddress: Int) {
        self.most = max(1, most)
        self.mostPerAddress = mostPerAddress
    }

    /// A connection is there. False when its address has too many: it is to be closed.
    func opened(_ channel: any Channel, _ pulse: ConnectionPulse) -> Bool {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let (isWelcome, relieves) = state.withLock { state in
            let count = (state.byAddress[address] ?? 0) + 1
            state.byAddress[address] = count
            state.entries[ObjectIdentifier(channel)] = Entry(channel: channel, address: address, pulse: pulse)
            guard mostPerAddress == 0 || count <= mostPerAddress else { return (false, false) }
            guard state.entries.count >= most, !state.isRelieving else { return (true, false) }
            state.isRelieving = true
            return (true, true)
        }
        if relieves { relieve(on: channel.eventLoop) }
        return isWelcome
    }

    /// A connection has gone.
    func closed(_ channel: any Channel) {
        state.withLock { state in
            guard let entry = state.entries.removeValue(forKey: ObjectIdentifier(channel)) else { return }
            let left = (state.byAddress[entry.address] ?? 1) - 1
            state.byAddress[entry.address] = left > 0 ? left : nil
        }
    }

    /// How many there are.
    var count: Int { state.withLock { $0.entries.count } }

    private func relieve(on loop: any EventLoop) {
        loop.scheduleTask(in: .milliseconds(Int64(Self.patienceMs / 4))) { [weak self] in
            guard let self else { return }
            let (isFull, silent) = look()
            silent?.close(promise: nil)
            if isFull { relieve(on: loop) }
        }
    }

    /// Whether there is still no room, and the connection that is to end.
    private func look() -> (isFull: Bool, silent: (any Channel)?) {
        let now = NIODeadline.now()
        return state.withLock { state in
            guard state.entries.count >= most else {
                state.isRelieving = false
                return (false, nil)
            }
            let silent = state.entries.values.compactMap { entry -> (channel: any Channel, ms: Int)? in
                guard let ms = entry.pulse.silentMs(at: now) else { return nil }
                let patience = entry.pulse.isBetween ? Self.patienceBetweenMs : Self.patienceMs
                return ms >= patience ? (entry.channel, ms) : nil
            }.max { $0.ms < $1.ms }
            return (true, silent?.channel)
        }
    }
}

/// Whether this process is on its way out: it says so to balancers, and ends streams of events, whose clients come back to
/// another process and go on there.
package final class Drain: Sendable {
    private let begun = Atomic(false)
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// A process that stays.
    package init() {}

    /// Whether it is on its way out.
    package var isUnderWay: Bool { begun.load(ordering: .acquiring) }

    /// It is from now on.
    package func begin() { begun.store(true, ordering: .releasing) }

    /// Ends the bodies that are still arriving: their clients are told to send them again, while their connections are open.
    package func cut() {
        for channel in connections.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.Stop())
        }
    }

    /// A connection is there.
    func opened(_ channel: any Channel) { connections.withLock { $0[ObjectIdentifier(channel)] = channel } }

    /// A connection has gone.
    func closed(_ channel: any Channel) { connections.withLock { $0[ObjectIdentifier(channel)] = nil } }
}

/// Ends streams of events when the process is on its way out.
package struct DrainMiddleware: RouterMiddleware {
    private struct Over: Error {}

    private struct Writer: ResponseBodyWriter {
        var base: any ResponseBodyWriter
        let drain: Drain

        @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
            if drain.isUnderWay { throw Over() }
            try await base.write(buffer)
        }

        @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            try await base.finish(trailingHeaders)
        }
    }

    private let drain: Drain

    /// The middleware of a process.
    package init(_ drain: Drain) { self.drain = drain }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.headers[.contentType] == "text/event-stream" else { return response }
        let (drain, body) = (drain, response.body)
        response.body = ResponseBody { writer in
            do {
                try await body.write(Writer(base: writer, drain: drain))
            } catch is Over {
                try await writer.finish(nil)
            }
        }
        return response
    }
}
