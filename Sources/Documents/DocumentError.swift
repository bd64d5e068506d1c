package import Core

/// Why a document could not be read.
package typealias DocumentError = ModuleError<DocumentErrorCode>

/// The codes of ``DocumentError``; each is a row of ``ErrorTable``.
package enum DocumentErrorCode: String, ErrorCode {
    /// Not a kind of document that is read here.
    case unsupported = "document.unsupported"
    /// A document without text.
    case empty = "document.empty"
    /// A PDF of pictures.
    case scan = "document.scan"
    /// A document behind a password.
    case encrypted = "document.encrypted"
    /// Its structure is broken.
    case broken = "document.broken"
    /// It grows beyond measure, refers outside of itself, or declares entities.
    case hostile = "document.hostile"
    /// More bytes, pages or text than is taken.
    case tooLarge = "document.too_large"
    /// Reading it took more time or memory than it may.
    case tooCostly = "document.too_costly"
    /// The program that reads it is not installed.
    case unavailable = "document.unavailable"
    /// A list of the configuration is broken.
    case invalidList = "document.invalid_list"
}
