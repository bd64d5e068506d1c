/// Text as short ASCII lines (RFC 2045 §6.7).
enum QuotedPrintable {
    /// Characters in a line, the soft break included.
    private static let width = 76

    /// The text, its lines ended by CR LF whatever they were ended by.
    static func text(_ text: String) -> String {
        // A CR LF is one Character in Swift, and `isNewline` knows it.
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
            .map(line).joined(separator: "\r\n")
    }

    private static func line(_ line: Substring) -> String {
        var out = ""
        var column = 0
        let bytes = Array(line.utf8)
        for (index, byte) in bytes.enumerated() {
            let isLast = index == bytes.count - 1
            let piece: String
            switch byte {
            // Blanks at the end of a line get lost on the way.
            case 0x20 where !isLast, 0x09 where !isLast, 0x21...0x3C, 0x3E...0x7E:
                piece = String(Unicode.Scalar(byte))
            default:
                piece = "=" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
            if column + piece.count > width - 1 {
                out += "=\r\n"
                column = 0
            }
            out += piece
            column += piece.count
        }
        return out
    }
}
