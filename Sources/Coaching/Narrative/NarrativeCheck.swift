import Model

/// Keeps the sentences of a narrative whose numbers and quotations stand in the material, and cuts the text to its length.
struct NarrativeCheck {
    /// Fewest and most words of a narrative.
    static let words = 500...700
    /// Fewest words of a model's text that is still shown, with a note.
    static let leastWords = 300
    /// Most paragraphs.
    static let maxParagraphs = 12

    /// The kept paragraphs.
    let paragraphs: [String]
    /// Sentences that were not verified.
    let dropped: Int

    /// Checks paragraphs.
    init(_ paragraphs: [String], material: NarrativeMaterial) {
        let remarks = RemarkCheck(
            spoken: material.spoken,
            finder: QuoteFinder(material.spoken),
            question: material.request.question.text,
            also: material.numbers
        )
        let said = " " + material.spoken.tokens.map(\.text).joined(separator: " ") + " "
        var dropped = 0
        var left = Self.words.upperBound
        var kept: [String] = []
        for paragraph in paragraphs.prefix(Self.maxParagraphs) {
            var sentences: [String] = []
            for sentence in ProseSentences.split(String(paragraph.prefix(8_000))) {
                guard let checked = Self.checked(sentence, remarks, said: said) else {
                    dropped += 1
                    continue
                }
                let count = checked.split(whereSeparator: \.isWhitespace).count
                // Once a sentence does not fit, none after it may: a text ends where it is cut.
                guard count <= left else {
                    left = 0
                    break
                }
                left -= count
                sentences.append(checked)
            }
            if !sentences.isEmpty { kept.append(sentences.joined(separator: " ")) }
            if left == 0 { break }
        }
        self.paragraphs = kept
        self.dropped = dropped
    }

    /// How many words were kept.
    var wordCount: Int { paragraphs.reduce(0) { $0 + $1.split(whereSeparator: \.isWhitespace).count } }

    private static func checked(_ sentence: String, _ remarks: RemarkCheck, said: String) -> String? {
        guard sentence.count <= RemarkCheck.maxCharacters, let text = remarks.passed(sentence) else { return nil }
        guard !text.contains("⟦"), !text.contains("⟧") else { return nil }
        for quoted in RemarkCheck.quoted(in: text) {
            let tokens = Token.texts(of: quoted)
            // Two words or one cannot be aligned; they must stand there as they are.
            if tokens.count < QuoteFinder.minTokens, !said.contains(" " + tokens.joined(separator: " ") + " ") {
                return nil
            }
        }
        // A quotation that is opened and not closed cannot be checked.
        let straight = text.count { $0 == "\"" }
        guard straight % 2 == 0, text.count(where: { $0 == "“" }) == text.count(where: { $0 == "”" }) else {
            return nil
        }
        return text
    }
}
