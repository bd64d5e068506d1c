/// The words of a text, found in one linear pass. A word is a run of letters, digits and combining marks; an apostrophe, a hyphen,
/// a full stop or an ampersand between two of them belongs to it ("don't", "uh-huh", "Node.js", "R&D"), a comma or colon between two digits
/// too ("1,000"), and so do trailing plus and number signs ("C++", "C#"). Emoji and other symbols are not words.
package struct TextTokens: Sendable, Hashable {
    /// The words in order.
    package let tokens: [TextToken]
    /// Whether the text has any mark that ends a clause: with none, the absence of a mark proves nothing.
    package let isPunctuated: Bool

    /// Finds the words of a text.
    package init(_ text: String) {
        var scan = TokenScan()
        for scalar in text.unicodeScalars { scan.consume(scalar) }
        tokens = scan.finish()
        // One full stop at the very end is no punctuation habit in a long text.
        let marks = tokens.dropFirst().count { $0.gapBefore != .tight }
        isPunctuated = marks * 60 >= tokens.count && (marks > 0 || scan.endedWithMark)
    }

    /// The form words are compared in: lower case, straight apostrophes, plain hyphens, no soft hyphens.
    package static func fold(_ word: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in word.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x2019, 0x2018, 0x02BC: folded.append("'")
            case 0x2010, 0x2011: folded.append("-")
            case 0xAD, 0x200D, 0x200C: continue
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}
