/// Carries bytes that are no UTF-8 through a text and back. whisper.cpp writes tokens that end in the middle of a character, so the body as a
/// whole is no text; joined, the pieces are one again.
enum SplitBytes {
    /// Private characters that stand for the bytes 0x80 to 0xFF.
    private static let first: UInt32 = 0xF700

    /// The bytes as valid UTF-8, each stray byte a private character; as they are when they are valid.
    static func guarded(_ bytes: [UInt8]) -> [UInt8] {
        guard String(validating: bytes, as: UTF8.self) == nil else { return bytes }
        var out: [UInt8] = []
        out.reserveCapacity(bytes.count + 64)
        var at = 0
        while at < bytes.count {
            let length = length(of: bytes, at: at)
            if length > 0 {
                out += bytes[at..<at + length]
                at += length
            } else {
                let scalar = Unicode.Scalar(first + UInt32(bytes[at])) ?? "\u{FFFD}"
                out += Array(String(Character(scalar)).utf8)
                at += 1
            }
        }
        return out
    }

    /// The text with private characters turned back into bytes; what is still no character becomes U+FFFD.
    static func restored(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isByte) else { return text }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if isByte(scalar) {
                bytes.append(UInt8(scalar.value - first))
            } else {
                bytes += Array(String(Character(scalar)).utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isByte(_ scalar: Unicode.Scalar) -> Bool {
        (first + 0x80...first + 0xFF).contains(scalar.value)
    }

    /// The length of the whole character at a place; 0 when there is none.
    private static func length(of bytes: [UInt8], at: Int) -> Int {
        let length: Int
        switch bytes[at] {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return 0
        }
        guard at + length <= bytes.count, String(validating: bytes[at..<at + length], as: UTF8.self) != nil else {
            return 0
        }
        return length
    }
}
