import Core

/// Why a report could not be made. Two errors are equal when their codes are.
package struct ReportError: CodedError, Hashable {
    /// The codes of this module, rows of the error table.
    package enum Code: String, Sendable, CaseIterable {
        /// libharu refused an operation or ran out of memory.
        case failed = "report.failed"
    }

    /// Which of the codes it is.
    package let reason: Code
    /// One sentence about what went wrong.
    package let message: String
    /// Facts for the log: libharu's own error code.
    package let context: [String: String]

    /// An error with facts for the log.
    package init(_ reason: Code, _ message: String, context: [String: String] = [:]) {
        self.reason = reason
        self.message = message
        self.context = context
    }

    /// The stable code.
    package var code: String { reason.rawValue }

    /// Equal by code.
    package static func == (a: Self, b: Self) -> Bool { a.reason == b.reason }

    /// Hashed by code.
    package func hash(into hasher: inout Hasher) { hasher.combine(reason) }
}
