/// One line of text, measured and encoded, ready to be drawn anywhere.
struct Line: Sendable {
    /// A stretch in one font and style.
    struct Fragment: Sendable {
        /// Distance from the start of the line in points.
        var x: Double
        /// Its width in points, trailing spaces included.
        var width: Double
        /// The font, as ``Canvas`` numbers them.
        var font: Int
        /// How it looks.
        var style: TextStyle
        /// The text in the font's encoding.
        var bytes: [UInt8]
        /// What the page must explain about it.
        var remark: PageRemark
        /// Even when it runs from left to right, odd from right to left.
        var level: UInt8 = 0
    }

    /// The stretches, left to right.
    var fragments: [Fragment] = []
    /// The width of all of them in points.
    var width: Double = 0
    /// How far it stands from the left edge of its column in points: text that runs from right to left ends at the right edge.
    var indent: Double = 0
    /// The distance to the next line's baseline in points.
    var leading: Double = 0
    /// The size of its largest text in points.
    var size: Double = 0

    /// Puts the stretches into the order they are seen in, from left to right (UAX #9, rule L2).
    mutating func reorder() {
        guard let highest = fragments.map(\.level).max(), highest > 0 else { return }
        for level in stride(from: highest, to: 0, by: -1) {
            var start = 0
            while start < fragments.count {
                var end = start
                while end < fragments.count, fragments[end].level >= level { end += 1 }
                if end > start { fragments[start..<end].reverse() }
                start = end + 1
            }
        }
        var x = 0.0
        for index in fragments.indices {
            fragments[index].x = x
            x += fragments[index].width
        }
    }

    /// The height of lines set one under the other.
    static func height(_ lines: [Line]) -> Double { lines.reduce(0) { $0 + $1.leading } }
}

/// Something about the text of a page that its foot must say.
struct PageRemark: OptionSet, Hashable, Sendable {
    /// The bits.
    let rawValue: Int

    /// A character has no font and is shown as a boxed code.
    static let replaced = PageRemark(rawValue: 1)
    /// The text is of a script whose letters are joined or stacked by tables of the font, which libharu does not read.
    static let unshaped = PageRemark(rawValue: 2)
}

/// Names from code as words for readers.
enum Words {
    /// `filledPauses` or `gap_filled` as `filled pauses`, `gap filled`.
    static func spaced(_ name: String) -> String {
        var text = ""
        for character in name {
            if character == "_" {
                text.append(" ")
            } else if character.isUppercase, let last = text.last, last.isLowercase {
                text.append(" ")
                text.append(contentsOf: character.lowercased())
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// With a capital first letter.
    static func capitalized(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
}
