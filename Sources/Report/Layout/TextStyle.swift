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

/// A stretch of text in one style, not yet broken into lines.
struct TextRun: Hashable, Sendable {
    /// The text; any Unicode, line feeds break lines.
    var text: String
    /// How it looks.
    var style: TextStyle

    /// A run.
    init(_ text: String, _ style: TextStyle) {
        self.text = text
        self.style = style
    }
}

/// A cut of the report's typeface.
enum Face: Int, Hashable, Sendable, CaseIterable {
    case regular, bold, oblique
}

/// A colour. The palette is small: dark and grey for text, blue for structure, orange for what to look at. Blue and orange
/// stay apart for every common kind of colour blindness and differ in lightness, and nothing is told by colour alone.
struct Ink: Hashable, Sendable {
    /// Red, 0–1.
    var red: Float
    /// Green, 0–1.
    var green: Float
    /// Blue, 0–1.
    var blue: Float

    private init(_ red: Float, _ green: Float, _ blue: Float) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// Text.
    static let dark = Ink(0.10, 0.12, 0.15)
    /// Labels and asides; 5.6:1 against white.
    static let grey = Ink(0.36, 0.40, 0.45)
    /// Hairlines.
    static let rule = Ink(0.80, 0.83, 0.86)
    /// The ground of cards.
    static let panel = Ink(0.955, 0.962, 0.970)
    /// Headings' rules, scores, curves.
    static let blue = Ink(0.04, 0.29, 0.52)
    /// A band behind a curve.
    static let paleBlue = Ink(0.87, 0.92, 0.96)
    /// Fillers and what to change.
    static let orange = Ink(0.76, 0.33, 0.00)
    /// Bars of the waveform.
    static let steel = Ink(0.49, 0.57, 0.65)
    /// Bands of silence.
    static let silence = Ink(0.90, 0.905, 0.91)
    /// Paper.
    static let white = Ink(1, 1, 1)
}
