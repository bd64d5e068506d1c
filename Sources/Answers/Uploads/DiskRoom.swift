import FoundationEssentials
import HTTPKit
import HTTPTypes

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The room a disk has left. Blocking.
enum DiskRoom {
    /// Bytes free for this process on the disk of a folder; nil when the system does not say.
    static func free(_ folder: URL) -> Int? {
        var facts = statvfs()
        guard unsafe statvfs(folder.path, &facts) == 0 else { return nil }
        let (bytes, isOver) = Int(clamping: facts.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: facts.f_frsize)
        )
        return isOver ? .max : bytes
    }

    /// Refuses a recording that a nearly full disk has no room for: the database needs what is left.
    ///
    /// - Throws: `upload.storage_full`.
    static func check(_ folder: URL, minFreeBytes: Int) throws(WebError) {
        guard minFreeBytes > 0, let free = free(folder), free < minFreeBytes else { return }
        throw WebError(
            .storageFull,
            "The disk is nearly full, so no recordings are taken at present; keep yours and send it later.",
            headers: [.retryAfter: "300"]
        )
    }
}
