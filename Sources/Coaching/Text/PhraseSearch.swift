/// Looks for phrases in one text. Over plain letters it compares bytes, which an hour of speech needs; where marks combine
/// with letters it compares characters, so that both spellings of "é" are one.
struct PhraseSearch: Sendable {
    /// The text.
    let text: String
    private let bytes: [UInt8]
    private let isASCII: Bool
    private let combines: Bool

    /// A search in a text.
    init(_ text: String) {
        self.text = text
        bytes = Array(text.utf8)
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        combines =
            !isASCII
            && text.unicodeScalars.contains { scalar in
                switch scalar.properties.generalCategory {
                case .nonspacingMark, .spacingMark, .enclosingMark: true
                default: (0x1100...0x11ff).contains(scalar.value)
                }
            }
    }

    /// Whether the text holds a phrase; the phrase is given in composed spelling.
    func holds(_ phrase: String) -> Bool {
        if combines { return text.contains(phrase) }
        let wanted = Array(phrase.utf8)
        guard let first = wanted.first, wanted.count <= bytes.count else { return wanted.isEmpty }
        if isASCII, first >= 0x80 { return false }
        for start in 0...bytes.count - wanted.count where bytes[start] == first {
            if bytes[start..<start + wanted.count].elementsEqual(wanted) { return true }
        }
        return false
    }
}
