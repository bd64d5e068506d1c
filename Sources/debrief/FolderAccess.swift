import Core
import Database
import FoundationEssentials
import Glibc

/// Keeps what the program writes to the account it runs under: recordings, transcripts, secrets.
enum FolderAccess {
    /// New files are 0600 and new folders 0700 from now on, whatever the account's own mask is.
    static func mask() { umask(0o077) }

    /// Makes a folder that is there the account's alone: 0700, and 0600 for the databases in it, which a version before this one may
    /// have left readable. A folder that is not there yet is made so later.
    ///
    /// - Throws: `storage.unavailable` when the folder is another account's and everybody may write to it.
    static func restrict(_ folder: URL) throws(StorageError) {
        var status = stat()
        guard unsafe stat(folder.path, &status) == 0 else { return }
        let (mode, owner) = (status.st_mode, status.st_uid)
        if mode & 0o077 != 0, unsafe chmod(folder.path, 0o700) != 0, owner != geteuid(), mode & 0o002 != 0 {
            throw StorageError(
                .unavailable,
                "The data folder belongs to another account and everybody may write to it; give it to this one, with mode 0700.",
                context: ["file": folder.path]
            )
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        where name.hasPrefix("debrief.sqlite") {
            _ = unsafe chmod(folder.appending(path: name).path, 0o600)
        }
    }
}
