import Hummingbird
import Logging
import NIOCore

/// The server around a router.
enum WebServer {
    /// Serves a router behind a door.
    static func application(
        _ router: Router<WebContext>,
        behind door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        Application(
            responder: door.responder(router),
            server: .http1(configuration: .init(idleTimeout: .milliseconds(Int64(door.rules.idleMs)))),
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: "debrief",
                availableConnectionsDelegate: .maximum(door.rules.maxConnections, logger: logger)
            ),
            onServerRunning: { await onListening($0.localAddress?.port ?? port) },
            logger: logger
        )
    }
}
