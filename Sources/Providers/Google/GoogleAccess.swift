package import Outbound

/// How a call to Google Cloud says who makes it.
package enum GoogleAccess: Sendable {
    /// By API key, as `x-goog-api-key`.
    case apiKey(Secret)
    /// By a service account's own signature, without asking anybody (AIP-4111).
    case selfSigned(ServiceAccount)
    /// By an access token fetched with a service account's signature (RFC 7523).
    case tokenGrant(ServiceAccount)
}
