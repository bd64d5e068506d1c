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
    }

    /// The stretches, left to right.
    var fragments: [Fragment] = []
    /// The width of all of them in points.
    var width: Double = 0
    /// The distance to the next line's baseline in points.
    var leading: Double = 0
    /// The size of its largest text in points.
    var size: Double = 0

    /// The height of lines set one under the other.
    static func height(_ lines: [Line]) -> Double { lines.reduce(0) { $0 + $1.leading } }
}
