import Core

/// Why a multipart body was refused.
package struct MultipartError: CodedError, Hashable {
    /// What went wrong.
    package enum Reason: String, Sendable, CaseIterable {
        /// The Content-Type has no usable boundary.
        case boundary
        /// Bytes stand where a delimiter or line end must.
        case delimiter
        /// A part's headers are not header lines, or name no field.
        case headers
        /// A part's headers, or the number of parts, are beyond their bounds.
        case bounds
        /// The body ended before its closing delimiter.
        case unfinished
    }

    /// What went wrong.
    package let reason: Reason

    /// An error of one kind.
    package init(_ reason: Reason) { self.reason = reason }

    package var code: String { reason == .unfinished ? "upload.interrupted" : "upload.malformed_form" }

    package var message: String {
        switch reason {
        case .boundary: "The Content-Type of a multipart request needs a boundary of 1 to 70 characters."
        case .delimiter: "The multipart body breaks off where a boundary line should end."
        case .headers: "A part of the form has no readable Content-Disposition with a name."
        case .bounds: "The form has too many parts or a part with too long headers."
        case .unfinished: "The form ended before its last boundary; send it again."
        }
    }
}
