package import Core
package import FoundationEssentials
import HTTPTypes
package import Hummingbird

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

/// What the HTTP server asks of requests.
package struct DoorRules: Sendable {
    /// Names it answers to while it needs no keys.
    package var hosts = HostRule(names: [])
    /// Sites whose pages may use it.
    package var origins = OriginRule([])
    /// Requests a minute of each client.
    package var quotas = Quotas([:])
    /// How fast a recording must come.
    package var pace = UploadPace(leastPerSecond: 250, freeMs: 20_000)
    /// Uploads taken at the same time.
    package var maxUploads = 256
    /// Age of the oldest due job from which on no answers are taken, in milliseconds; 0 takes them always.
    package var maxQueueAgeMs = 0
    /// Proxies in front, whose `X-Forwarded-For` is believed.
    package var proxies = 0
    /// How long a request other than an upload may take, in milliseconds.
    package var deadlineMs = 120_000
    /// How long a connection may say nothing: before its first request, between two, and within one; in milliseconds.
    package var idleMs = 60_000
    /// Connections at the same time; further ones wait to be accepted.
    package var maxConnections = 4_096
    /// Connections of one address at the same time, where no proxy stands in front; 0 for any number.
    package var maxConnectionsPerAddress = 1_024
    /// Uploads of one owner at the same time.
    package var maxUploadsPerOwner = 64
    /// Whether browsers are told to come by https only.
    package var isSecure = false
    /// The version of the build that replies name; empty for none.
    package var version = ""

    /// The usual rules.
    package init() {}
}

/// Answers 405 at known addresses with an unknown method, 204 there to OPTIONS, and 404 elsewhere.
package struct MethodMiddleware: RouterMiddleware {
    private static let allow = HTTPField.Name.named("Allow")

    private let table: RouteTable

    /// The middleware of a router whose routes the table has.
    package init(_ table: RouteTable) { self.table = table }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            var response = try await next(request, context)
            if request.method == .options { response.headers[Self.allow] = known(request) }
            return response
        } catch let error as HTTPError where error.status == .notFound {
            guard let known = known(request) else { throw error }
            if request.method == .options { return Response(status: .noContent, headers: [Self.allow: known]) }
            throw WebError(.methodNotAllowed, "This address knows \(known).", headers: [Self.allow: known])
        }
    }

    private func known(_ request: Request) -> String? {
        let methods = table.methods(at: request.uri.path)
        return methods.isEmpty ? nil : methods.joined(separator: ", ")
    }
}
