package import Core

/// Why a report could not be made.
package typealias ReportError = ModuleError<ReportErrorCode>

/// The codes of ``ReportError``; each is a row of ``ErrorTable``.
package enum ReportErrorCode: String, ErrorCode {
    /// libharu refused an operation or ran out of memory.
    case failed = "report.failed"
}
