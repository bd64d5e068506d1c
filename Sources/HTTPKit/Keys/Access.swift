package import Core

/// What the caller of a route needs. Each route declares it where it is registered (`Routes`).
package enum Access: Sendable, Hashable {
    /// No credentials.
    case open
    /// A principal with this permission.
    case permission(Permission)
}
