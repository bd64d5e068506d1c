/// Why work was not done although nothing is wrong with it.
package typealias WorkError = ModuleError<WorkErrorCode>

/// The codes of ``WorkError``; each is a row of ``ErrorTable``.
package enum WorkErrorCode: String, ErrorCode {
    /// A step took longer than its deadline.
    case deadline = "job.deadline"
    /// More work waits for a thread than may wait.
    case overloaded = "request.overloaded"
}
