/// How a stretch of text looks. Running text has two sizes; the rest are headings and numerals.
struct TextStyle: Hashable, Sendable {
    /// A mark that tells a meaning without colour.
    enum Mark: Hashable, Sendable {
        /// Nothing.
        case none
        /// A solid line under the words: a filler.
        case underline
        /// A dotted line under the words: a hedge.
        case dotted
        /// A dashed line under the words: a repetition.
        case dashed
        /// A thin box around: a stand-in for characters that cannot be drawn.
        case boxed
    }

    /// The cut.
    var face: Face = .regular
    /// Size in points.
    var size: Double
    /// Colour.
    var ink: Ink = .dark
    /// The mark under or around it.
    var mark: Mark = .none

    /// Space on each side of a boxed code, in points.
    static let boxPadding = 2.0

    /// Running text.
    static let body = TextStyle(size: 9.5)
    /// Emphasis in running text.
    static let strong = TextStyle(face: .bold, size: 9.5)
    /// Labels, tables and asides.
    static let small = TextStyle(size: 8)
    /// Emphasis in small text.
    static let smallStrong = TextStyle(face: .bold, size: 8)
    /// Asides.
    static let aside = TextStyle(size: 8, ink: .grey)
    /// The speaker's own words.
    static let quote = TextStyle(face: .oblique, size: 8, ink: .dark)
    /// The title of the report.
    static let title = TextStyle(face: .bold, size: 21)
    /// The heading of a section.
    static let section = TextStyle(face: .bold, size: 13, ink: .blue)
    /// The heading of a part of a section.
    static let subsection = TextStyle(face: .bold, size: 9.5)

    /// The distance between two baselines in points.
    var leading: Double { size < 9 ? 11 : size < 12 ? 13.5 : size * 1.22 }

    /// The same in another colour.
    func inked(_ ink: Ink) -> TextStyle {
        var copy = self
        copy.ink = ink
        return copy
    }

    /// The same with a mark.
    func marked(_ mark: Mark) -> TextStyle {
        var copy = self
        copy.mark = mark
        return copy
    }
}
