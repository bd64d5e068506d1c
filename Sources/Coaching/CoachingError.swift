package import Core

/// What goes wrong while content is judged.
package typealias CoachingError = ModuleError<CoachingErrorCode>

/// The codes of ``CoachingError``; each is a row of ``ErrorTable``.
package enum CoachingErrorCode: String, ErrorCode {
    /// The rubric file is broken, or there is no rubric of that name.
    case invalidRubric = "evaluate.invalid_rubric"
    /// The model answered something that does not fit the schema, twice.
    case malformed = "evaluate.malformed"
}
