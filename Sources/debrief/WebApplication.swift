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
    ///   - people: Accounts, shares, reviews and privacy.
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
        people: People,
        version: String,
        host: String,
        port: Int,
        logger: Logger,
        onListening: @escaping @Sendable (Int) async -> Void
    ) -> some ApplicationProtocol {
        let router = door.router()
        add(
            desk: desk,
            rescores: rescores,
            webhooks: webhooks,
            health: health,
            reports: reports,
            uploads: uploads,
            people: people,
            version: version,
            to: router
        )
        if let setup { SetupRoutes(desk: setup).add(to: router) }
        return WebServer.application(
            router,
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
        let router = door.router()
        health.add(to: router)
        return WebServer.application(
            router,
            behind: door,
            host: host,
            port: port,
            logger: logger,
            onListening: onListening
        )
    }

    /// Adds every route to a router.
    static func add(
        desk: AnswerService,
        rescores: RescoreDesk,
        webhooks: WebhookDesk,
        health: HealthRoutes,
        reports: ReportDesk,
        uploads: UploadDesk,
        people: People,
        version: String,
        to router: Router<WebContext>
    ) {
        AnswerRoutes(desk: desk).add(to: router)
        ExportRoutes(desk: desk).add(to: router)
        RescoreRoutes(desk: rescores).add(to: router)
        WebhookRoutes(desk: webhooks).add(to: router)
        ReportRoutes(desk: reports).add(to: router)
        TusRoutes(desk: uploads).add(to: router)
        PageRoutes(desk: desk, showsDesign: showsDesign).add(to: router)
        ServiceRoutes(version: version).add(to: router)
        people.add(to: router)
        health.add(to: router)
    }
}
