/// An error the outside may see. Each module has its own type; the code finds its row in ``ErrorTable``.
package protocol CodedError: Error, Sendable {
    /// The stable code, `<stage or area>.<what>`, e.g. `decode.unsupported_container`.
    var code: String { get }
    /// One sentence for the person who sent the request: what is wrong and what to do instead.
    var message: String { get }
    /// Facts for the log, without user content: sizes, rates, names of fields.
    var context: [String: String] { get }
}

extension CodedError {
    /// No facts by default.
    package var context: [String: String] { [:] }
}
