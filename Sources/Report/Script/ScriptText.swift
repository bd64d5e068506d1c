/// The characters of some runs as they are to be drawn: joined, reordered within a syllable, and each with its level. Nil for
/// text that needs none of it, which is nearly all.
struct ScriptText {
    /// A character to draw.
    struct Item {
        /// The character.
        var scalar: Unicode.Scalar
        /// What it stands for, when no font has it; empty when it stands for itself.
        var letters: [Unicode.Scalar] = []
        /// Even from left to right, odd from right to left.
        var level: UInt8
        /// The level of its paragraph.
        var base: UInt8
    }

    /// The items of each run.
    private(set) var runs: [[Item]]

    /// The items of some runs; nil when plain order is right.
    init?(_ runs: [TextRun]) {
        guard runs.contains(where: { $0.text.utf8.contains { $0 >= 0xD6 } }) else { return nil }
        guard runs.contains(where: { $0.text.unicodeScalars.contains(where: Self.concern) }) else { return nil }
        let texts = runs.map { Array($0.text.unicodeScalars) }
        var all: [Unicode.Scalar] = []
        for text in texts { all += text }
        var levels: [(level: UInt8, base: UInt8)] = []
        levels.reserveCapacity(all.count)
        var start = 0
        while start < all.count {
            // A paragraph's end belongs to it.
            let end = all[start...].firstIndex { TextCleaner.role($0) == .newline }.map { $0 + 1 } ?? all.count
            let paragraph = BidiParagraph(all[start..<end])
            levels += paragraph.levels.map { ($0, paragraph.base) }
            start = end
        }
        var at = 0
        self.runs = texts.map { text in
            defer { at += text.count }
            return Self.items(text, levels[at..<at + text.count])
        }
    }

    /// Whether a character's script is written from right to left, joined, or in another order than it is stored in.
    static func concern(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.value >= 0x0590 else { return false }
        return BidiClass(scalar).isRightToLeft || IndicOrder.concern(scalar)
    }

    private static func items(_ text: [Unicode.Scalar], _ levels: ArraySlice<(level: UInt8, base: UInt8)>) -> [Item] {
        var place = levels.startIndex
        let shaped =
            text.contains(where: ArabicForms.concern) ? ArabicForms.shaped(text) : text.map { ($0, letters: [$0]) }
        let items = shaped.map { drawn, letters in
            let level = levels[place]
            place += letters.count
            return Item(
                scalar: drawn,
                letters: letters == [drawn] ? [] : letters,
                level: level.level,
                base: level.base
            )
        }
        return text.contains(where: IndicOrder.concern) ? IndicOrder.drawn(items) : items
    }
}
