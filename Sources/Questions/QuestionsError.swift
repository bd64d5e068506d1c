package import Core

/// What goes wrong while question files are read or questions are chosen.
package typealias QuestionsError = ModuleError<QuestionsErrorCode>

/// The codes of ``QuestionsError``; each is a row of ``ErrorTable``.
package enum QuestionsErrorCode: String, ErrorCode {
    /// A file of the bank is broken; the message names the file and the place.
    case invalidBank = "questions.invalid_bank"
    /// The file of job titles is broken.
    case invalidTitles = "questions.invalid_titles"
    /// A request asks for a number of questions out of range, or for a mix that cannot be read.
    case invalidPick = "questions.invalid_pick"
    /// The embedding service returned another number of vectors than texts, or vectors of another length.
    case mismatchedVectors = "questions.mismatched_vectors"
}
