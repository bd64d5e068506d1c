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

/// The codes of one module's errors; each raw value is a row of ``ErrorTable``.
package protocol ErrorCode: RawRepresentable<String>, Sendable, Hashable, CaseIterable {}

/// An error of one module. Two are equal when their codes are.
package struct ModuleError<Code: ErrorCode>: CodedError, Hashable {
    /// Which of the module's errors it is.
    package let kind: Code
    package let message: String
    package let context: [String: String]

    /// An error with its sentence, and facts for the log.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    package var code: String { kind.rawValue }

    package static func == (a: Self, b: Self) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
