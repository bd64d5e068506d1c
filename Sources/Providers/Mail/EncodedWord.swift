import FoundationEssentials

/// Header text outside ASCII (RFC 2047).
enum EncodedWord {
    /// Bytes of text in one word: 52 characters of Base64, which with the frame and `Subject: ` stay under the 76 of a line.
    private static let bytesPerWord = 39

    /// The text as it may stand in a header; control characters become blanks.
    ///
    /// - Parameter quotes: whether plain text is put in quotes, as names beside addresses need.
    static func text(_ text: String, quotes: Bool = false) -> String {
        let clean = String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 })
        )
        let isPlain = clean.utf8.allSatisfy { $0 < 0x80 } && clean.utf8.count <= 60 && !clean.contains("=?")
        if isPlain, quotes {
            return "\"" + clean.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
        }
        if isPlain { return clean }
        var words: [String] = []
        var bytes: [UInt8] = []
        for character in clean {
            let next = Array(character.utf8)
            // A single character longer than a word is cut between its scalars; they stay whole.
            for scalar in next.count > bytesPerWord ? character.unicodeScalars.map({ Array(String($0).utf8) }) : [next]
            {
                if bytes.count + scalar.count > bytesPerWord {
                    words.append(word(bytes))
                    bytes = []
                }
                bytes += scalar
            }
        }
        words.append(word(bytes))
        return words.joined(separator: "\r\n ")
    }

    private static func word(_ bytes: [UInt8]) -> String { "=?utf-8?B?\(Data(bytes).base64EncodedString())?=" }
}
