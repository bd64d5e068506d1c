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

/// Why work was not done although nothing is wrong with it.
package typealias WorkError = ModuleError<WorkErrorCode>

/// The codes of ``WorkError``; each is a row of ``ErrorTable``.
package enum WorkErrorCode: String, ErrorCode {
    /// A step took longer than its deadline.
    case deadline = "job.deadline"
    /// More work waits for a thread than may wait.
    case overloaded = "request.overloaded"
}

/// One row of the error table: what a code means to a client and to the job runner.
package struct ErrorRow: Sendable, Hashable {
    /// What a worker does about it.
    package enum Retry: String, Sendable {
        /// The same input gives the same error.
        case never
        /// It may go away by itself: back off and try again.
        case backoff
        /// The upstream said when to come back.
        case later
    }

    /// The stable code.
    package var code: String
    /// The HTTP status a client sees.
    package var status: Int
    /// What a worker does about it.
    package var retry: Retry
    /// What it means, for the docs.
    package var meaning: String

    /// A row.
    package init(_ code: String, _ status: Int, _ retry: Retry, _ meaning: String) {
        self.code = code
        self.status = status
        self.retry = retry
        self.meaning = meaning
    }
}
