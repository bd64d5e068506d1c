/// What an ``Identifier`` names.
package protocol IdentifierKind: Sendable {
    /// The text before the underscore.
    static var prefix: String { get }
}
