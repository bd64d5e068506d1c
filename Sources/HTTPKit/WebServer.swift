package import Core
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
import NIOHTTP1

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
        Application(
            responder: door.responder(routes),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [setup(door, logger)],
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

    private static func setup(_ door: Door, _ logger: Logger) -> ConnectionSetup {
        let rules = door.rules
        // Behind proxies all connections come from them.
        let connections = Connections(
            most: rules.maxConnections,
            mostPerAddress: rules.proxies > 0 ? 0 : rules.maxConnectionsPerAddress
        )
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
