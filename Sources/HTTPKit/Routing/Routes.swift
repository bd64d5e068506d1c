package import Core
package import Database
package import FoundationEssentials
package import HTTPTypes
package import Hummingbird
package import Logging
import Synchronization

/// Where features register their routes. A route cannot be registered without its rights, its cost and, unless it is a page or a
/// file of one, its description in the OpenAPI document.
package struct Routes {
    /// What a route does with a request.
    package typealias Handler = @Sendable (Request, WebContext) async throws -> Response

    private let router: Router<WebContext>
    /// What was registered.
    package let table: RouteTable

    /// Routes on top of a router.
    package init(_ router: Router<WebContext>, table: RouteTable = RouteTable()) {
        self.router = router
        self.table = table
    }

    /// What answers requests, once all routes are there.
    var responder: RouterResponder<WebContext> { router.buildResponder() }

    /// Registers a documented operation.
    ///
    /// - Parameter isPage: whether a person opens it in a browser.
    package func add(_ operation: Operation, isPage: Bool = false, _ handler: @escaping Handler) {
        let row = RouteTable.Row(
            operation.verb,
            operation.path,
            needs: operation.needs,
            costs: operation.costs,
            isPage: isPage,
            isDocumented: true
        )
        register(row, handler)
    }

    /// Registers a page for people, or a form's target: no part of the documented interface.
    package func page(
        _ path: String,
        _ method: HTTPRequest.Method = .get,
        needs: Access,
        costs: CostClass? = nil,
        _ handler: @escaping Handler
    ) {
        register(
            RouteTable.Row(method, path, needs: needs, costs: costs, isPage: true, isDocumented: false),
            handler
        )
    }

    /// Registers a file that pages load: open and free, as it is the same for every caller.
    package func file(_ path: String, _ handler: @escaping Handler) {
        register(
            RouteTable.Row(.get, path, needs: .open, costs: nil, isPage: false, isDocumented: false),
            handler
        )
    }

    private func register(_ row: RouteTable.Row, _ handler: @escaping Handler) {
        table.add(row)
        router.on(RouterPath(row.path), method: row.method, use: handler)
    }
}

extension [Operation] {
    /// The operation with a name. A name that is not in the list ends the process at its start: routes are registered there.
    package subscript(name: String) -> Operation {
        guard let operation = first(where: { $0.name == name }) else {
            preconditionFailure("no operation is called \(name)")
        }
        return operation
    }
}

/// Every registered route with what it needs and costs: what middleware knows of a request before its route runs.
package final class RouteTable: Sendable {
    /// One registered route.
    package struct Row: Sendable {
        /// The method it answers; a GET answers HEAD too.
        package var method: HTTPRequest.Method
        /// Its address with `{names}`; a last part `**` takes everything below it.
        package var path: String
        /// What its caller needs.
        package var needs: Access
        /// The class whose quota it spends; nil when it has none.
        package var costs: CostClass?
        /// Whether a person opens it in a browser: then the browser may ask for credentials in its own dialog.
        package var isPage: Bool
        /// Whether the OpenAPI document describes it.
        package var isDocumented: Bool
        private let parts: [Substring]

        /// A route.
        init(
            _ method: HTTPRequest.Method,
            _ path: String,
            needs: Access,
            costs: CostClass?,
            isPage: Bool,
            isDocumented: Bool
        ) {
            self.method = method
            self.path = path
            self.needs = needs
            self.costs = costs
            self.isPage = isPage
            self.isDocumented = isDocumented
            parts = path.split(separator: "/")
        }

        /// Whether a request's path, cut at its slashes, is an address of the route.
        fileprivate func fits(_ wanted: [Substring]) -> Bool {
            let isTree = parts.last == "**"
            let parts = isTree ? parts.dropLast() : parts[...]
            return (isTree ? wanted.count > parts.count : wanted.count == parts.count)
                && zip(parts, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }

        /// How many of its parts are names rather than literal text; of two routes that fit the one with fewer answers.
        fileprivate var openness: Int { parts.count { $0.hasPrefix("{") || $0 == "**" } }
    }

    private let known = Mutex<[Row]>([])

    /// An empty table.
    package init() {}

    /// Adds a route.
    func add(_ row: Row) { known.withLock { $0.append(row) } }

    /// The routes in the order of their registration.
    package var rows: [Row] { known.withLock { $0 } }

    /// The route that answers a request; nil when none does.
    package func row(_ method: HTTPRequest.Method, _ path: String) -> Row? {
        let found = rows(at: path)
        return found.first { $0.method == method } ?? (method == .head ? found.first { $0.method == .get } : nil)
    }

    /// What a request needs: what its route needs. OPTIONS and a method that the address does not know need what the address's
    /// first route needs; an unknown address needs a principal, so that requests without one do not learn which addresses exist.
    package func needs(_ method: HTTPRequest.Method, _ path: String) -> Access {
        if path == "*" { return .open }
        return (row(method, path) ?? rows(at: path).first)?.needs ?? .permission(.answersRead)
    }

    /// The methods of an address, in alphabetical order; none when there is no such address. `*` is the service as a whole.
    package func methods(at path: String) -> [String] {
        var methods = Set((path == "*" ? rows : rows(at: path)).map(\.method.rawValue))
        guard !methods.isEmpty else { return [] }
        methods.insert("OPTIONS")
        if methods.contains("GET") { methods.insert("HEAD") }
        return methods.sorted()
    }

    /// The routes of an address: those with the most literal parts, as the router takes no other once it met a literal one.
    private func rows(at path: String) -> [Row] {
        let wanted = path.split(separator: "/")
        let found = rows.filter { $0.fits(wanted) }
        let least = found.map(\.openness).min()
        return found.filter { $0.openness == least }
    }
}

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

    /// What keeps quotas in step with other processes of a database; nil where they hold in this one alone.
    package func sharedQuotas(over database: any SQLDatabase, log: Logger) -> SharedQuotas? {
        clients.isShared ? SharedQuotas(clients, over: database, log: log) : nil
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
