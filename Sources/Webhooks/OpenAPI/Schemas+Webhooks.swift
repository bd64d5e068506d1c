package import HTTPKit

/// Endpoints that are told of events, and what is sent to them.
extension Schemas {
    /// Everything about webhooks.
    package static var ofWebhooks: KeyValuePairs<String, Schema> {
        [
            "WebhookRequest": webhookRequest,
            "WebhookChange": webhookChange,
            "Webhook": webhook,
            "NewWebhook": newWebhook,
            "WebhookList": webhookList,
            "WebhookDelivery": webhookDelivery,
            "WebhookLog": webhookLog,
            "WebhookAttempts": webhookAttempts,
            "WebhookMessage": webhookMessage,
        ]
    }

    static var webhookID: Schema { .id(WebhookKind.prefix) }
    static var deliveryID: Schema { .id(WebhookDeliveryKind.prefix) }

    private static var events: Schema {
        Schema.list(of: .choice(WebhookEvent.subscribable.map(\.rawValue)))
    }

    static var webhookRequest: Schema {
        .object(
            [
                "url": Schema.text.to(WebhookRequest.maxURL).with("pattern", .text(WebhookRequest.pattern))
                    .said("Where events are posted to: https, without user and fragment."),
                "events?": events.from(1).to(WebhookEvent.subscribable.count).with("uniqueItems", .flag(true))
                    .said("What it is told of; everything its owner may hear of when absent."),
                "expand?": Schema.flag.otherwise(.flag(false))
                    .said("Whether messages about an answer carry the answer itself, up to 1 MB."),
            ],
            closed: true
        ).said("Who is to be told of what.")
    }

    static var webhookChange: Schema {
        .object(
            [
                "enabled?": .flag.said("Whether anything is to be sent to it."),
                "url?": Schema.text.to(WebhookRequest.maxURL).with("pattern", .text(WebhookRequest.pattern))
                    .said("Where events are posted to from now on, those that wait included."),
                "events?": events.from(1).to(WebhookEvent.subscribable.count).with("uniqueItems", .flag(true))
                    .said("What it is told of from now on."),
                "expand?": .flag.said("Whether messages about an answer carry the answer itself."),
            ],
            closed: true
        ).with("minProperties", .integer(1)).said("What is to be another from now on.")
    }

    private static var webhookFields: KeyValuePairs<String, Schema> {
        [
            "id": webhookID.said("Its identifier."),
            "url": .text.said("Where events are posted to."),
            "events": events.said("What it is told of."),
            "enabled": .flag.said("Whether anything is sent to it."),
            "expand": .flag.said("Whether messages about an answer carry the answer itself."),
            "createdAt": .moment.said("When it was made."),
            "disabledAt?": .moment.said("Since when nothing is sent to it."),
            "disabledReason?": .choice(Webhook.DisabledReason.self)
                .said("Why: `gone` when it answered 410, `owner` when its owner switched it off."),
            "failingSince?": .moment.said("Since when every attempt failed."),
            "restingUntil?": .moment.said("Until when it asked to be left alone, by `Retry-After`."),
            "previousSecretUntil?": .moment.said("Until when the secret before signs too."),
        ]
    }

    static var webhook: Schema { .object(webhookFields).said("An endpoint that is told of events.") }

    static var newWebhook: Schema {
        .object(
            webhookFields,
            and: ["secret": .text.said("What signs: `whsec_` and base64. Shown here and never again.")]
        ).said("An endpoint with its new secret.")
    }

    static var webhookList: Schema {
        .object(["webhooks": .list(of: .named("Webhook")).said("The caller's, oldest first.")])
    }

    static var webhookDelivery: Schema {
        .object([
            "id": deliveryID.said("Its identifier; the header `webhook-id`."),
            "type": .choice(WebhookEvent.self).said("What happened."),
            "subject": .text.said("The id of what it happened to."),
            "state": .choice(WebhookDelivery.State.self).said("Where it stands."),
            "attempts": .count.said("Attempts that ended, since it was made or replayed."),
            "lastStatus?": .integer.said("The HTTP status of the last attempt that got one."),
            "lastError?": .text.said("Why the last attempt failed."),
            "createdAt": .moment.said("When it happened."),
            "nextAt?": .moment.said("When it is tried next."),
            "finishedAt?": .moment.said("When it ended."),
        ]).said("One event for one endpoint, and how far it got.")
    }

    static var webhookLog: Schema {
        .object([
            "deliveries": .list(of: .named("WebhookDelivery")).said("Newest first, at most \(WebhookStore.maxLog).")
        ])
    }

    static var webhookAttempts: Schema {
        let attempt = Schema.object([
            "endedAt": .moment, "durationMs": .milliseconds, "status?": .integer.said("The HTTP status."),
            "error?": .text.said("Why it failed; absent when it did not."),
        ])
        return .object([
            "attempts": .list(of: attempt).said("The first one first, at most \(WebhookStore.maxAttempts).")
        ])
    }

    static var webhookMessage: Schema {
        let data = Schema.object([
            "id": .text.said("The id of what it happened to."), "status": .text, "url": .text.said("Where to look."),
            "degraded?": .flag.said("Whether the answer ended without a stage."),
            "problems?": .list(of: .named("StageProblem")),
            "answer?": .named("Answer").said("The answer itself, for an endpoint that expands, up to 1 MB."),
        ])
        return .object(["type": .choice(WebhookEvent.self), "timestamp": .moment, "data": data])
            .said("What is posted to an endpoint.")
    }
}
