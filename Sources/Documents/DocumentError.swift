import Core

/// Why a document could not be read. Equal by code.
package struct DocumentError: CodedError, Hashable {
    /// The codes of this module; rows of `ErrorTable`.
    package enum Code: String, Sendable, CaseIterable {
        /// Not a kind of document that is read here.
        case unsupported = "document.unsupported"
        /// A document without text.
        case empty = "document.empty"
        /// A PDF of pictures.
        case scan = "document.scan"
        /// A document behind a password.
        case encrypted = "document.encrypted"
        /// Its structure is broken.
        case broken = "document.broken"
        /// It grows beyond measure, refers outside of itself, or declares entities.
        case hostile = "document.hostile"
        /// More bytes, pages or text than is taken.
        case tooLarge = "document.too_large"
        /// Reading it took more time or memory than it may.
        case tooCostly = "document.too_costly"
        /// The program that reads it is not installed.
        case unavailable = "document.unavailable"
        /// A list of the configuration is broken.
        case invalidList = "document.invalid_list"
    }

    /// Which of them.
    package let kind: Code
    package let message: String
    package let context: [String: String]

    /// An error with its sentence and facts for the log.
    package init(_ kind: Code, _ message: String, context: [String: String] = [:]) {
        self.kind = kind
        self.message = message
        self.context = context
    }

    package var code: String { kind.rawValue }

    package static func == (a: DocumentError, b: DocumentError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
