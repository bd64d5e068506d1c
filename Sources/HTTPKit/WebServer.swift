import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore

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
        ConnectionSetup {
            var headers = SecurityHeadersMiddleware.headers(isSecure: door.rules.isSecure)
            headers[.server] = name
            return ConnectionHandler(logger: logger, headers: headers, drain: door.drain)
        }
    }
}
