/// The bytes of a transcript file as text with `\n` line ends: UTF-8, or UTF-16 with a byte order mark.
enum TranscriptText {
    /// The text.
    /// - Throws: `transcribe.invalid_transcript`, naming the line of the first byte that is no UTF-8, or of a NUL.
    static func decode(_ bytes: [UInt8]) throws(SpeechError) -> String {
        var text: String
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            text = try utf16(bytes)
        } else if let valid = String(validating: bytes, as: UTF8.self) {
            text = valid
        } else {
            throw TranscriptFile.invalid(brokenLine(bytes), "its bytes are not UTF-8 text; save it as UTF-8")
        }
        if text.unicodeScalars.first == "\u{FEFF}" { text.unicodeScalars.removeFirst() }
        if let nul = text.utf8.firstIndex(of: 0) {
            let line = text.utf8[..<nul].count { $0 == 0x0A } + 1
            throw TranscriptFile.invalid(line, "it holds a zero byte, so it is no text")
        }
        return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
    }

    private static func utf16(_ bytes: [UInt8]) throws(SpeechError) -> String {
        let isLittle = bytes[0] == 0xFF
        guard bytes.count.isMultiple(of: 2) else {
            throw TranscriptFile.invalid(nil, "its UTF-16 text ends in half a character")
        }
        let units = stride(from: 2, to: bytes.count, by: 2).map { at in
            isLittle ? UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 : UInt16(bytes[at]) << 8 | UInt16(bytes[at + 1])
        }
        guard let text = String(validating: units, as: UTF16.self) else {
            throw TranscriptFile.invalid(nil, "its UTF-16 text is broken; save it as UTF-8")
        }
        return text
    }

    private static func brokenLine(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        return (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0) + 1
    }
}
