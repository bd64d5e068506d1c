/// A client's own name for one request, so that the request can be sent again without being done again
/// (draft-ietf-httpapi-idempotency-key-header).
package struct IdempotencyKey: Sendable, Hashable {
    /// Most characters of a key.
    package static let maxLength = 255
    /// How long a key is remembered.
    package static let keptMs = 86_400_000

    /// Whose keys and of which request: the same text in another scope is another key.
    package let scope: String
    /// What the client sent.
    package let text: String
    /// Hash of everything the request says; another request under the same key is a mistake.
    package var request: String

    /// A key; nil when the text is empty, too long, or not printable ASCII. Quotes around it, as structured fields have them,
    /// are not part of it.
    package init?(_ text: String, scope: String, request: String = "") {
        var text = Substring(text)
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") { text = text.dropFirst().dropLast() }
        guard (1...Self.maxLength).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else {
            return nil
        }
        self.scope = scope
        self.text = String(text)
        self.request = request
    }
}
