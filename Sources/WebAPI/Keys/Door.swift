package import FoundationEssentials
import Hummingbird
package import Pipeline
package import Storage

/// What every request passes before it reaches a route, and every response on its way out.
package struct Door: Sendable {
    /// What is asked of requests.
    package let rules: DoorRules
    /// Whether the process is on its way out.
    package let drain: Drain
    private let ring: KeyRing
    private let database: any Database
    private let threads: BlockingThreads
    private let clients: ClientTable
    private let load: Load
    private let methods = MethodTable()

    /// A house's door. Compressing runs on `threads`.
    package init(
        ring: KeyRing,
        rules: DoorRules,
        drain: Drain,
        database: any Database,
        threads: BlockingThreads,
        now: @escaping @Sendable () -> Date
    ) {
        self.ring = ring
        self.rules = rules
        self.drain = drain
        self.database = database
        self.threads = threads
        clients = ClientTable(rules.quotas)
        load = Load(database, maxUploads: rules.maxUploads, maxAgeMs: rules.maxQueueAgeMs, now: now)
    }

    /// A router that has all of it and no routes yet, but `HEAD` for each `GET` there will be.
    func router() -> Router<WebContext> {
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: RequestIDMiddleware())
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: GzipMiddleware(threads: threads))
        router.add(middleware: OriginMiddleware(rules.origins))
        router.add(middleware: SecurityHeadersMiddleware(isSecure: rules.isSecure))
        router.add(middleware: TusMiddleware())
        router.add(middleware: DrainMiddleware(drain))
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: GateMiddleware(hosts: rules.hosts, origins: rules.origins, ring: ring))
        router.add(middleware: AccessMiddleware(ring, database: database, clients: clients, proxies: rules.proxies))
        router.add(
            middleware: LimitMiddleware(
                clients: clients,
                load: load,
                ring: ring,
                pace: rules.pace,
                proxies: rules.proxies
            )
        )
        router.add(middleware: MethodMiddleware(methods))
        return router
    }

    /// What answers requests by a router whose routes are all there.
    func responder(_ router: Router<WebContext>) -> WebResponder<RouterResponder<WebContext>> {
        methods.fill(router)
        return WebResponder(router.buildResponder(), limitMs: rules.deadlineMs)
    }
}
