/// Brackets: which close which, and which are drawn mirrored in text that runs from right to left (UAX #9, N0 and L4).
enum BidiMirror {
    /// The closing bracket of an opening one.
    static let closing: [Unicode.Scalar: Unicode.Scalar] = [
        "(": ")", "[": "]", "{": "}", "⟨": "⟩", "⟦": "⟧", "（": "）", "［": "］", "｛": "｝", "「": "」", "『": "』",
        "【": "】", "〔": "〕",
    ]

    private static let mirrored: [Unicode.Scalar: Unicode.Scalar] = {
        var table: [Unicode.Scalar: Unicode.Scalar] = ["<": ">", "«": "»", "‹": "›", "≤": "≥", "≪": "≫"]
        table.merge(closing) { $1 }
        for (left, right) in table { table[right] = left }
        return table
    }()

    /// The character to draw where text runs from right to left.
    static func of(_ scalar: Unicode.Scalar) -> Unicode.Scalar { mirrored[scalar] ?? scalar }
}
