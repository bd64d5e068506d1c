package import Core
package import FoundationEssentials
import Hummingbird

/// What every request passes before it reaches a route, and every response on its way out.
package struct Door: Sendable {
    /// What is asked of requests.
    package let rules: DoorRules
    /// Whether the process is on its way out.
    package let drain: Drain
    private let authenticator: Authenticator
    private let threads: BlockingThreads
    private let clients: ClientTable
    private let load: Load

    /// A router's middleware. Compressing runs on `threads`; `backlog` gives the time since which the oldest due job waits.
    package init(
        authenticator: Authenticator,
        rules: DoorRules,
        drain: Drain,
        backlog: @escaping @Sendable () async throws -> Instant?,
        threads: BlockingThreads,
        now: @escaping @Sendable () -> Date
    ) {
        self.authenticator = authenticator
        self.rules = rules
        self.drain = drain
        self.threads = threads
        clients = ClientTable(rules.quotas)
        load = Load(
            oldest: backlog,
            maxUploads: rules.maxUploads,
            maxPerOwner: rules.maxUploadsPerOwner,
            maxAgeMs: rules.maxQueueAgeMs,
            now: now
        )
    }

    /// Routes behind all of it: none yet, but there will be a `HEAD` for each `GET`.
    package func routes() -> Routes {
        let table = RouteTable()
        let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
        router.add(middleware: RequestIDMiddleware(version: rules.version))
        router.add(middleware: TraceMiddleware())
        router.add(middleware: MetricsMiddleware())
        router.add(middleware: GzipMiddleware(threads: threads))
        router.add(middleware: OriginMiddleware(rules.origins))
        router.add(middleware: SecurityHeadersMiddleware(isSecure: rules.isSecure))
        router.add(middleware: TusMiddleware())
        router.add(middleware: DrainMiddleware(drain))
        router.add(middleware: LanguageMiddleware(isSecure: rules.isSecure))
        router.add(middleware: ProblemMiddleware())
        router.add(middleware: GateMiddleware(hosts: rules.hosts, origins: rules.origins, authenticator: authenticator))
        router.add(middleware: AccessMiddleware(authenticator, clients: clients, table: table, proxies: rules.proxies))
        router.add(
            middleware: LimitMiddleware(
                clients: clients,
                load: load,
                authenticator: authenticator,
                pace: rules.pace,
                table: table,
                proxies: rules.proxies
            )
        )
        router.add(middleware: MethodMiddleware(table))
        return Routes(router, table: table)
    }

    /// What answers requests, once all routes are there.
    func responder(_ routes: Routes) -> WebResponder<RouterResponder<WebContext>> {
        WebResponder(routes.responder, table: routes.table, limitMs: rules.deadlineMs)
    }
}
