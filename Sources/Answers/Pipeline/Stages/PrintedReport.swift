import Database

/// What the report stage leaves behind: the facts of the PDF, whose bytes are a blob named by the fingerprint.
package struct PrintedReport: Sendable, Hashable, Codable {
    /// Size of the PDF.
    package var bytes: Int
    /// SHA-256 of the PDF in lower-case hexadecimal.
    package var sha256: String

    /// The facts of some bytes.
    package init(_ pdf: [UInt8]) {
        bytes = pdf.count
        sha256 = Fingerprint.of(bytes: pdf)
    }
}
