import Core

/// A file named on the command line that is not what the option wants.
struct UnreadableFile: CodedError {
    let message: String

    /// With a sentence for the caller.
    init(_ message: String) { self.message = message }

    var code: String { "upload.invalid_field" }
}
