import Interview
import WebAPI

/// A résumé or a job description named on the command line that is no text.
struct UnreadableDocument: CodedError {
    /// What was named.
    let path: String
    /// Whether it is text, but more than is taken.
    let isTooLong: Bool

    var code: String { "upload.invalid_field" }
    var message: String {
        isTooLong
            ? "\(path) has more than \(ByteCount.text(UploadFields.maxDocumentBytes)); give the text alone."
            : "\(path) is not UTF-8 text; convert it to text first, for example with pdftotext."
    }
}
