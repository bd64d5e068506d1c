package import Core
import Synchronization

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

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension StorageError {
    /// The error for an `errno`: a full disk is told from everything else.
    package init(errno number: Int32, call: String, file: String) {
        let context = ["call": call, "errno": "\(number)", "file": file]
        switch number {
        case ENOSPC, EDQUOT, EFBIG: self.init(.full, "The disk has no room left.", context: context)
        default: self.init(.unavailable, "The data folder cannot be used.", context: context)
        }
    }
}

/// The one deadline that all a request asks of the database has together while the database does not answer: what follows a call
/// that waited in vain does not wait again. Work without one, as that of workers, waits each time.
package final class StoragePatience: Sendable {
    /// That of the request that is being answered; nil for other work.
    @TaskLocal package static var current: StoragePatience?

    private let spent = Mutex<ContinuousClock.Instant?>(nil)

    /// Nothing has waited yet.
    package init() {}

    /// Until when a call that begins now waits.
    package func end(waiting time: Duration) -> ContinuousClock.Instant {
        spent.withLock { $0 } ?? ContinuousClock.now.advanced(by: time)
    }

    /// Whether a call has waited in vain.
    package var isSpent: Bool { spent.withLock { $0 != nil } }

    /// Notes that a call has waited in vain.
    package func spend() { spent.withLock { $0 = $0 ?? ContinuousClock.now } }
}
