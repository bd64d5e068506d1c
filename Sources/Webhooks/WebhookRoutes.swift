import Core
import Database
package import HTTPKit
import HTTPTypes
package import Hummingbird

/// `/v1/webhooks`: who is told when something is done.
package struct WebhookRoutes: Sendable {
    /// Largest body taken.
    private static let maxBody = 16 << 10

    private struct List: Encodable {
        var webhooks: [WebhookReply]
    }

    private struct Log: Encodable {
        var deliveries: [WebhookDeliveryReply]
    }

    private let desk: WebhookDesk

    /// The routes over one desk.
    package init(desk: WebhookDesk) { self.desk = desk }

    /// Adds the routes to a router.
    package func add(to router: Router<WebContext>) {
        router.group("v1/webhooks")
            .post { request, _ in try await create(request) }
            .get { _, _ in try JSONReply.response(List(webhooks: try await desk.list().map { WebhookReply($0) })) }
            .get(":id") { try JSONReply.response(WebhookReply(try await desk.find(try id($1)))) }
            .patch(":id") { request, context in
                let id = try id(context)
                return try JSONReply.response(WebhookReply(try await desk.change(id, try await body(of: request))))
            }
            .delete(":id") { _, context in
                try await desk.remove(try id(context))
                return Response(status: .noContent)
            }
            .post(":id/roll") {
                try JSONReply.response(WebhookReply(try await desk.roll(try id($1)), showsSecret: true))
            }
            .post(":id/test") { try accepted(try await desk.test(try id($1))) }
            .get(":id/deliveries") {
                let log = try await desk.deliveries(try id($1))
                return try JSONReply.response(Log(deliveries: log.map(WebhookDeliveryReply.init)))
            }
            .post(":id/deliveries/:delivery/replay") { _, context in
                guard let delivery = context.parameters.get("delivery").flatMap(WebhookDeliveryID.init) else {
                    throw WebError(.notFound, "There is no delivery with this id.")
                }
                return try accepted(try await desk.replay(delivery, of: try id(context)))
            }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        try await request.wholeBody(upTo: Self.maxBody)
    }

    /// Makes an endpoint, once for each `Idempotency-Key`. Who sends the request again never saw the secret, so it is told again.
    private func create(_ request: Request) async throws -> Response {
        var key = try IdempotencyHeader.key(of: request, scope: "POST /v1/webhooks")
        let body = try await body(of: request)
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        return try await desk.keys.once(key) { key in
            let (id, earlier) = try await desk.create(body, key: key)
            if let earlier { return .before(earlier) }
            let response = try await created(id)
            return .now(response, status: response.status.code)
        } again: { earlier in
            guard let id = WebhookID(earlier.resource) else { throw WebhookDesk.missing }
            var response = try await created(id)
            if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
            return response
        }
    }

    private func created(_ id: WebhookID) async throws -> Response {
        try JSONReply.response(
            WebhookReply(try await desk.find(id), showsSecret: true),
            status: .created,
            headers: [.location: "/v1/webhooks/\(id)"]
        )
    }

    private func accepted(_ delivery: WebhookDelivery) throws -> Response {
        try JSONReply.response(WebhookDeliveryReply(delivery), status: .accepted)
    }

    private func id(_ context: WebContext) throws -> WebhookID {
        guard let id = context.parameters.get("id").flatMap(WebhookID.init) else { throw WebhookDesk.missing }
        return id
    }
}
