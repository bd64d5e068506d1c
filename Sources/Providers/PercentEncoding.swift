/// Percent-encoding of UTF-8 (RFC 3986 §2.3): everything but `A-Z a-z 0-9 - . _ ~`.
enum PercentEncoding {
    /// The encoded text.
    ///
    /// - Parameter keepsSlashes: whether `/` stays, as in a path.
    static func text(_ text: String, keepsSlashes: Bool = false) -> String {
        text.utf8.reduce(into: "") { out, byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                out.unicodeScalars.append(Unicode.Scalar(byte))
            case 0x2F where keepsSlashes:
                out += "/"
            default:
                out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
    }
}
