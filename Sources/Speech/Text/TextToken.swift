package import Model

/// One word of a text with its place and the punctuation in front of it.
package struct TextToken: Sendable, Hashable {
    /// What stands between two words.
    package enum Gap: Int, Sendable, Comparable {
        /// Nothing but white space.
        case tight
        /// A comma, dash, ellipsis, quote or bracket.
        case comma
        /// The end of a sentence, or the edge of the text.
        case edge

        package static func < (a: Gap, b: Gap) -> Bool { a.rawValue < b.rawValue }
    }

    /// The word as written, without the punctuation around it.
    package var text: String
    /// The word for comparison: lower case, straight apostrophes, plain hyphens.
    package var folded: String
    /// Where it stands.
    package var range: TextRange
    /// What stands in front of it; `edge` for the first word.
    package var gapBefore: Gap
    /// Whether a dash or an ellipsis stands in front of it: where a speaker broke off.
    package var breakBefore: Bool
    /// Whether the word breaks off: "proj-" before "project".
    package var isCutOff: Bool

    /// A word of a text.
    package init(
        text: String,
        folded: String,
        range: TextRange,
        gapBefore: Gap,
        breakBefore: Bool = false,
        isCutOff: Bool = false
    ) {
        self.text = text
        self.folded = folded
        self.range = range
        self.gapBefore = gapBefore
        self.breakBefore = breakBefore
        self.isCutOff = isCutOff
    }
}
