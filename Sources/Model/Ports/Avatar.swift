/// A talking head that says the interviewer's words. Decoration: it returns at once, whatever the head does, and its failures
/// reach only the log.
package struct Avatar: Sendable {
    /// Has a text said some time soon, after those before it; or not, when the head is away or too far behind.
    package var say: @Sendable (String) -> Void

    /// A head.
    package init(say: @escaping @Sendable (String) -> Void) { self.say = say }

    /// None: what is used unless one is configured.
    package static let none = Avatar { _ in }
}
