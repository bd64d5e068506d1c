import Answers
import HTTPKit
import Hummingbird
import Logging

/// The HTTP service: middleware, and the routes of features.
enum WebApplication {
    /// Builds a service with every feature.
    ///
    /// - Parameters:
    ///   - host: Address to listen on.
    ///   - port: TCP port; 0 takes a free one.
    ///   - onListening: Told the port in use as soon as requests are accepted.
    static func build(
        _ composition: Composition,
        door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) async throws -> some ApplicationProtocol {
        let routes = door.routes()
        for entry in FeatureEntry.all { try await entry.routes(composition)(routes) }
        return WebServer.application(
            routes,
            behind: door,
            host: host,
            port: port,
            logger: logger,
            onListening: onListening
        )
    }

    /// Builds what a worker shows of itself: health and metrics.
    static func probes(
        health: HealthRoutes,
        door: Door,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let routes = door.routes()
        health.add(to: routes)
        return WebServer.application(
            routes,
            behind: door,
            host: host,
            port: port,
            logger: logger,
            onListening: onListening
        )
    }
}
