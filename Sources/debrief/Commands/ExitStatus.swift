import Core

/// What the process answers to its caller.
enum ExitStatus: Int32, Error {
    /// Done.
    case done = 0
    /// The command line or a setting is wrong.
    case usage = 2
    /// The recording, the transcript or the rubric cannot be used.
    case data = 65
    /// A service outside failed.
    case upstream = 69
    /// Our fault.
    case fault = 70

    /// The status of an error.
    init(of error: any Error) {
        switch error {
        case let status as ExitStatus: self = status
        case is SettingsError: self = .usage
        case let error as any CodedError: self.init(code: error.code)
        default: self = .fault
        }
    }

    /// The status of an error code: what the HTTP status of the same code says about whose fault it is.
    init(code: String) {
        let status = ErrorTable.row(code).status
        if code == "access.port_in_use" || code == "storage.unavailable" {
            self = .upstream
        } else if code.hasPrefix("access.") {
            self = .usage
        } else if (400..<500).contains(status) {
            self = .data
        } else if code.hasPrefix("transcribe.") || code.hasPrefix("evaluate.") {
            self = .upstream
        } else {
            self = .fault
        }
    }
}

/// A file named on the command line that is not there or cannot be read.
struct MissingFile: CodedError {
    /// What was named.
    let path: String

    var code: String { "request.not_found" }
    var message: String { "\(path) does not exist or cannot be read." }
}

/// A file named on the command line that is not what the option wants.
struct UnreadableFile: CodedError {
    let message: String

    /// With a sentence for the caller.
    init(_ message: String) { self.message = message }

    var code: String { "upload.invalid_field" }
}
