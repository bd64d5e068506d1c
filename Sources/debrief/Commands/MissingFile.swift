import Core

/// A file named on the command line that is not there or cannot be read.
struct MissingFile: CodedError {
    /// What was named.
    let path: String

    var code: String { "request.not_found" }
    var message: String { "\(path) does not exist or cannot be read." }
}
