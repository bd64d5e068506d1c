import Core
import HTTPTypes
package import Hummingbird
import NIOCore

/// Keeps each client to its quotas, and the load within bounds. Every reply to a limited request says what is left.
package struct LimitMiddleware: RouterMiddleware {
    private let clients: ClientTable
    private let load: Load
    private let authenticator: Authenticator
    private let pace: UploadPace
    private let proxies: Int
    private let table: RouteTable

    /// The limits of a service.
    ///
    /// - Parameter proxies: how many proxies stand in front, whose `X-Forwarded-For` is believed.
    package init(
        clients: ClientTable,
        load: Load,
        authenticator: Authenticator,
        pace: UploadPace,
        table: RouteTable,
        proxies: Int
    ) {
        self.table = table
        self.clients = clients
        self.load = load
        self.authenticator = authenticator
        self.pace = pace
        self.proxies = proxies
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard let cost = table.row(request.method, request.uri.path)?.costs else {
            return try await next(request, context)
        }
        try await checkQuota(cost, request, context)
        guard cost.takesRecordings else { return try await next(request, context) }
        if cost == .answers, await load.isQueueTooOld() {
            throw WebError(
                .overloaded,
                "Answers wait very long for a worker at present; keep the recording and send it later.",
                headers: [.retryAfter: "300"]
            )
        }
        let owner = context.principal?.owner ?? ""
        guard load.uploadBegins(of: owner) else {
            throw WebError(.overloaded, "Too many uploads are under way; send it again in a moment.")
        }
        defer { load.uploadEnds(of: owner) }
        var request = request
        request.body = RequestBody(asyncSequence: PacedBody(request.body, pace))
        return try await next(request, context)
    }

    private func checkQuota(_ cost: CostClass, _ request: Request, _ context: WebContext) async throws {
        if !clients.holdsWithoutKeys, try await !authenticator.isClosed() { return }
        let person = context.session?.principal.owner
        let client = person ?? context.principal?.keyPrefix ?? context.address(of: request, proxies: proxies)
        guard let quota = clients.quota(cost), let decision = clients.decide(client, cost, now: Self.now) else {
            return
        }
        context.notes.add(RateHeaders.fields(cost, quota: quota, decision))
        guard decision.isAllowed else { throw WebError.tooMany(cost, quota, decision) }
    }

    /// Microseconds since the machine started.
    static var now: Int64 { Int64(clamping: NIODeadline.now().uptimeNanoseconds / 1000) }
}

extension WebError {
    /// A client that has spent its quota.
    package static func tooMany(_ cost: CostClass, _ quota: Int, _ decision: GCRA.Decision) -> WebError {
        WebError(
            .rateLimited,
            "More than \(quota) requests of the class \(cost.rawValue) a minute; wait as long as Retry-After says.",
            headers: [.retryAfter: String(max(1, RateHeaders.seconds(decision.retryInMs)))]
        )
    }
}
