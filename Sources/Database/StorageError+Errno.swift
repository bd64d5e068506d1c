import Core

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
