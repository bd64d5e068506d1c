import Core
package import HTTPKit

/// Endpoints that are told of events.
extension Operations {
    private static let webhookID = Operation.Parameter.path("id", Schemas.webhookID, "The webhook.")

    /// The operations, in the document's order.
    package static var webhooks: [Operation] {
        [
            Operation(
                .post,
                "/v1/webhooks",
                name: "createWebhook",
                .webhooks,
                "Have an address told of events",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(
                        201,
                        "It is made. The secret is shown here and never again.",
                        [.json(.named("NewWebhook"), ["webhook": Examples.newWebhook])],
                        headers: ["Location", "Idempotency-Replayed"]
                    )
                ]
            ).with(
                more: "Messages are signed as the Standard Webhooks specification says.",
                parameters: [idempotencyKey],
                body: [.json(.named("WebhookRequest"), ["webhook": Examples.webhookRequest])],
                errors: [
                    "request.invalid", "webhook.too_many", "request.forbidden",
                    "request.key_reused",
                    "request.in_progress",
                ]
            ),
            Operation(
                .get,
                "/v1/webhooks",
                name: "listWebhooks",
                .webhooks,
                "The caller's webhooks",
                needs: .permission(.answersRead),
                costs: .reads,
                replies: [Operation.Reply(200, "All of them.", [.json(.named("WebhookList"))])]
            ),
            one(.get, "", "getWebhook", "One webhook", [.json(.named("Webhook"), ["webhook": Examples.webhook])]),
            Operation(
                .patch,
                "/v1/webhooks/{id}",
                name: "changeWebhook",
                .webhooks,
                "Switch it on or off",
                needs: .permission(.answersWrite),
                costs: .writes,
                replies: [
                    Operation.Reply(200, "As it is now.", [.json(.named("Webhook"), ["webhook": Examples.webhook])])
                ]
            ).with(
                more: "One that answered 410 is switched on again with it too.",
                parameters: [webhookID],
                body: [.json(.named("WebhookChange"), ["off": #"{"enabled":false}"#])],
                errors: ["request.not_found", "request.invalid"]
            ),
            one(.delete, "", "deleteWebhook", "Remove it with its log", status: 204, []),
            one(
                .post,
                "/roll",
                "rollWebhook",
                "Give it a new secret; the old one signs too for a while",
                [.json(.named("NewWebhook"), ["webhook": Examples.newWebhook])]
            ),
            delivery("/test", "testWebhook", "Send it a trial", parameters: []),
            one(.get, "/deliveries", "listDeliveries", "What was sent to it", [.json(.named("WebhookLog"))]),
            delivery(
                "/deliveries/{delivery}/replay",
                "replayDelivery",
                "Send a delivery again",
                parameters: [.path("delivery", Schemas.deliveryID, "The delivery.")]
            ),
        ]
    }

    private static func one(
        _ method: Operation.Method,
        _ rest: String,
        _ name: String,
        _ summary: String,
        status: Int = 200,
        _ contents: [Operation.Content]
    ) -> Operation {
        Operation(
            method,
            "/v1/webhooks/{id}\(rest)",
            name: name,
            .webhooks,
            summary,
            needs: .permission(method == .get ? .answersRead : .answersWrite),
            costs: method == .get ? .reads : .writes,
            replies: [Operation.Reply(status, status == 204 ? "It is gone." : "As it is now.", contents)]
        ).with(parameters: [webhookID], errors: ["request.not_found"])
    }

    private static func delivery(
        _ rest: String,
        _ name: String,
        _ summary: String,
        parameters: [Operation.Parameter]
    ) -> Operation {
        let content = Operation.Content.json(.named("WebhookDelivery"), ["delivery": Examples.webhookDelivery])
        return Operation(
            .post,
            "/v1/webhooks/{id}\(rest)",
            name: name,
            .webhooks,
            summary,
            needs: .permission(.answersWrite),
            costs: .writes,
            replies: [Operation.Reply(202, "It is sent at once.", [content])]
        ).with(parameters: [webhookID] + parameters, errors: ["request.not_found", "webhook.disabled"])
    }
}
