package import Core
package import Database
package import HTTPTypes
package import Hummingbird

/// The `Idempotency-Key` header of a request.
package enum IdempotencyHeader {
    /// The header.
    package static let name = HTTPField.Name("Idempotency-Key")
    /// Marks a reply that was given before.
    package static let replayed = HTTPField.Name("Idempotency-Replayed")

    /// The key a request carries, without what the request says; nil when it carries none.
    ///
    /// - Parameter scope: method and path; keys of different owners never meet.
    /// - Throws: `request.invalid` for a key that is empty, too long or not printable ASCII.
    package static func key(
        as principal: Principal,
        of request: Request,
        scope: String
    ) throws(WebError) -> IdempotencyKey? {
        guard let text = name.flatMap({ request.headers[$0] }) else { return nil }
        let owner = principal.owner
        guard let key = IdempotencyKey(text, scope: owner.isEmpty ? scope : "\(scope) of \(owner)") else {
            throw WebError(.invalid, "Idempotency-Key wants 1 to 255 printable ASCII characters.")
        }
        return key
    }
}
