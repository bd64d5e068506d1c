package import Core

/// The kind of an endpoint's identifier.
package enum WebhookKind: IdentifierKind {
    package static let prefix = "whk"
}

/// The identifier of an endpoint that is told of events, `whk_…`.
package typealias WebhookID = Identifier<WebhookKind>

/// The kind of a delivery's identifier.
package enum WebhookDeliveryKind: IdentifierKind {
    package static let prefix = "whd"
}

/// The identifier of one event for one endpoint, `whd_…`; receivers tell repetitions by it.
package typealias WebhookDeliveryID = Identifier<WebhookDeliveryKind>
