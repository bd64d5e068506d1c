import Core
import Database
package import HTTPKit
import HTTPTypes
import Hummingbird

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

    /// Registers the routes.
    package func add(to routes: Routes) {
        let operations = Operations.webhooks
        routes.add(operations["createWebhook"]) { request, context in try await create(request, context) }
        routes.add(operations["listWebhooks"]) { _, context in
            let webhooks = try await desk.list(as: try context.signedIn)
            return try JSONReply.response(List(webhooks: webhooks.map { WebhookReply($0) }))
        }
        routes.add(operations["getWebhook"]) {
            try JSONReply.response(WebhookReply(try await desk.find(as: try $1.signedIn, try id($1))))
        }
        routes.add(operations["changeWebhook"]) { request, context in
            let id = try id(context)
            return try JSONReply.response(
                WebhookReply(try await desk.change(as: try context.signedIn, id, try await body(of: request)))
            )
        }
        routes.add(operations["deleteWebhook"]) { _, context in
            try await desk.remove(as: try context.signedIn, try id(context))
            return Response(status: .noContent)
        }
        routes.add(operations["rollWebhook"]) {
            try JSONReply.response(
                WebhookReply(try await desk.roll(as: try $1.signedIn, try id($1)), showsSecret: true)
            )
        }
        routes.add(operations["testWebhook"]) { try accepted(try await desk.test(as: try $1.signedIn, try id($1))) }
        routes.add(operations["listDeliveries"]) {
            let log = try await desk.deliveries(as: try $1.signedIn, try id($1))
            return try JSONReply.response(Log(deliveries: log.map(WebhookDeliveryReply.init)))
        }
        routes.add(operations["replayDelivery"]) { _, context in
            guard let delivery = context.parameters.get("delivery").flatMap(WebhookDeliveryID.init) else {
                throw WebError(.notFound, "There is no delivery with this id.")
            }
            return try accepted(try await desk.replay(as: try context.signedIn, delivery, of: try id(context)))
        }
    }

    private func body(of request: Request) async throws -> [UInt8] {
        try await request.wholeBody(upTo: Self.maxBody)
    }

    /// Makes an endpoint, once for each `Idempotency-Key`. Who sends the request again never saw the secret, so it is told again.
    private func create(_ request: Request, _ context: WebContext) async throws -> Response {
        let principal = try context.signedIn
        var key = try IdempotencyHeader.key(as: principal, of: request, scope: "POST /v1/webhooks")
        let body = try await body(of: request)
        if key != nil { key?.request = Fingerprint.of(bytes: body) }
        return try await desk.keys.once(key) { key in
            let (id, earlier) = try await desk.create(as: principal, body, key: key)
            if let earlier { return .before(earlier) }
            let response = try await created(as: principal, id)
            return .now(response, status: response.status.code)
        } again: { earlier in
            guard let id = WebhookID(earlier.resource) else { throw WebhookDesk.missing }
            var response = try await created(as: principal, id)
            if let name = IdempotencyHeader.replayed { response.headers[name] = "true" }
            return response
        }
    }

    private func created(as principal: Principal, _ id: WebhookID) async throws -> Response {
        try JSONReply.response(
            WebhookReply(try await desk.find(as: principal, id), showsSecret: true),
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
