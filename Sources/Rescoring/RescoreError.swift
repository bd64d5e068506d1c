package import Core

/// What stops a re-scoring rather than one of its answers.
package typealias RescoreError = ModuleError<RescoreErrorCode>

/// The codes of ``RescoreError``; each is a row of ``ErrorTable``.
package enum RescoreErrorCode: String, ErrorCode {
    /// The calls it was allowed are spent.
    case budget = "rescore.budget"
    /// It passed a threshold it was given.
    case threshold = "rescore.threshold"
}
