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
