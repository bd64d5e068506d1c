package import Core

/// Why the offline recognizer gave no transcript.
package typealias RecognizerError = ModuleError<RecognizerErrorCode>

/// The codes of ``RecognizerError``; each is a row of ``ErrorTable``.
package enum RecognizerErrorCode: String, ErrorCode {
    /// The library's model, or the program to run it in, is not there.
    case engineMissing = "transcribe.engine_missing"
    /// The child process died or broke the protocol, also on a second try.
    case engineFailed = "transcribe.engine_failed"
    /// The child process did not finish within its deadline and was killed.
    case timeout = "transcribe.timeout"
    /// The engine cannot do what was asked.
    case rejected = "transcribe.rejected"
    /// Too many recordings wait for the engine.
    case unavailable = "transcribe.unavailable"
}
