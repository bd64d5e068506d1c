import Storage

/// A recording that has arrived completely, and what came with it. It is not kept before somebody commits the file.
struct ReceivedUpload: Sendable {
    /// The recording's file.
    var file: IncomingFile
    /// Its size.
    var bytes: Int
    /// Its SHA-256 in hexadecimal.
    var sha256: String
    /// The fields beside it.
    var fields: UploadFields
}
