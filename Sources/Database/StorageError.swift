package import Core

/// What can go wrong with what is kept.
package typealias StorageError = ModuleError<StorageErrorCode>

/// The codes of ``StorageError``; each is a row of ``ErrorTable``.
package enum StorageErrorCode: String, ErrorCode {
    /// The database or the data folder cannot be reached, is locked, or refuses to be written.
    case unavailable = "storage.unavailable"
    /// The disk has no room.
    case full = "storage.full"
    /// A stored row or file does not have the content it should.
    case corrupt = "storage.corrupt"
    /// The database was written by a newer version.
    case newerSchema = "storage.newer_schema"
    /// The database lacks migrations, and the settings forbid to apply them at a start.
    case olderSchema = "storage.older_schema"
}
