import Accounts
import Answers
import HTTPKit
import Hummingbird
import Logging
import Rescoring
import Webhooks

/// The HTTP service: middleware, and the routes of every feature.
enum WebApplication {
    /// The page of every component is for those who build it: debug builds have it.
    private static var showsDesign: Bool {
        #if DEBUG
            true
        #else
            false
        #endif
    }

    /// Builds the service.
    ///
    /// - Parameters:
    ///   - host: Address to listen on.
    ///   - port: TCP port; 0 takes a free one.
    ///   - setup: Makes the first key; nil when there is one, or none is needed.
    ///   - onListening: Told the port in use as soon as requests are accepted.
    static func build(
        desk: AnswerService,
        rescores: RescoreDesk,
        webhooks: WebhookDesk,
        health: HealthRoutes,
        reports: ReportDesk,
        uploads: UploadDesk,
        door: Door,
        setup: SetupDesk? = nil,
        version: String,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let routes = door.routes()
        add(
            desk: desk,
            rescores: rescores,
            webhooks: webhooks,
            health: health,
            reports: reports,
            uploads: uploads,
            version: version,
            to: routes
        )
        if let setup { SetupRoutes(desk: setup).add(to: routes) }
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

    /// Registers every route.
    static func add(
        desk: AnswerService,
        rescores: RescoreDesk,
        webhooks: WebhookDesk,
        health: HealthRoutes,
        reports: ReportDesk,
        uploads: UploadDesk,
        version: String,
        to routes: Routes
    ) {
        AnswerRoutes(desk: desk).add(to: routes)
        ExportRoutes(desk: desk).add(to: routes)
        RescoreRoutes(desk: rescores).add(to: routes)
        WebhookRoutes(desk: webhooks).add(to: routes)
        ReportRoutes(desk: reports).add(to: routes)
        TusRoutes(desk: uploads).add(to: routes)
        PageRoutes(desk: desk, showsDesign: showsDesign).add(to: routes)
        ServiceRoutes(version: version).add(to: routes)
        health.add(to: routes)
    }
}
