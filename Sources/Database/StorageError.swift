import Core

/// What can go wrong with what is kept. Equal by code.
package struct StorageError: CodedError, Hashable {
    /// The codes of this module; rows of ``ErrorTable``.
    package enum Code: String, Sendable, CaseIterable {
        /// The database or the data folder cannot be reached, is locked, or refuses to be written.
        case unavailable = "storage.unavailable"
        /// The disk has no room.
        case full = "storage.full"
        /// A stored row or file does not have the content it should.
        case corrupt = "storage.corrupt"
        /// The database was written by a newer version.
        case newerSchema = "storage.newer_schema"
        /// The database lacks migrations, and nobody may apply them by the way.
        case olderSchema = "storage.older_schema"
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

    package static func == (a: StorageError, b: StorageError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}
