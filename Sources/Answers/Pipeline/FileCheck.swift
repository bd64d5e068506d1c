package import Blobs
import Core
import Database
package import FoundationEssentials
import Synchronization

/// Compares stored files with the hash they were stored under. Blocking. A file that was found whole is not read again until
/// it changes.
package final class FileCheck: Sendable {
    private struct Seen: Hashable {
        var changed: Date
        var size: Int
        var sha256: String
    }

    private static let kept = 1_000
    private let seen = Mutex<[String: Seen]>([:])

    /// Has seen nothing yet.
    package init() {}

    /// Whether a file's bytes have this hash.
    ///
    /// - Throws: `decode.unreadable` when it is not there.
    package static func isWhole(_ file: URL, _ sha256: String) throws -> Bool {
        try Fingerprint.of(file: file).sha256 == sha256
    }

    /// Whether what a stored file holds has this hash.
    package static func isWhole(_ file: StoredFile, _ sha256: String) throws -> Bool { try file.sha256() == sha256 }

    /// Checks a file before it is used.
    ///
    /// - Parameter what: what it is, for the message.
    /// - Throws: `storage.corrupt` when its bytes are not those that were stored.
    package static func check(_ file: URL, _ sha256: String, _ what: String) throws {
        guard try isWhole(file, sha256) else { throw damaged(file, what) }
    }

    /// The same for a stored file, remembering those that are whole.
    package func check(_ file: StoredFile, _ sha256: String, _ what: String) throws {
        let path = file.url.path
        let now = Seen(changed: file.changed, size: file.length, sha256: sha256)
        if seen.withLock({ $0[path] == now }) { return }
        guard try Self.isWhole(file, sha256) else { throw Self.damaged(file.url, what) }
        seen.withLock { seen in
            if seen.count >= Self.kept { seen = [:] }
            seen[path] = now
        }
    }

    private static func damaged(_ file: URL, _ what: String) -> StorageError {
        StorageError(
            .corrupt,
            "The stored \(what) is damaged: its checksum is not the one it was stored with.",
            context: ["file": file.lastPathComponent]
        )
    }
}
