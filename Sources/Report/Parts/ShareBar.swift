/// Shares of one whole as a bar. The shares differ in lightness and carry their names, so that no colour is needed to read it.
struct ShareBar: Sendable {
    /// One share.
    struct Share: Sendable {
        /// What it is.
        var name: String
        /// Its size in the unit of the whole; at least 0.
        var amount: Double
        /// What the bar writes below the name.
        var label: String
        /// The ground it is drawn on.
        var ink: Ink
        /// The ink of the text on that ground.
        var textInk: Ink
    }

    /// What the bar shows, in words.
    var title: String
    /// The shares, left to right.
    var shares: [Share]

    /// How tall the bar is, in points.
    static let height = 28.0

    /// Each share's part of the whole, 0–1; all zero when the whole is nothing.
    var parts: [Double] {
        let whole = shares.reduce(0) { $0 + max($1.amount, 0) }
        return shares.map { whole > 0 ? max($0.amount, 0) / whole : 0 }
    }

    /// Draws the bar over the width of the text. A name that does not fit stays out: the table below has it.
    func draw(on flow: inout Flow) {
        flow.need(Self.height + 16)
        let top = flow.y + 2
        var x = Flow.left
        for (share, part) in zip(shares, parts) where part > 0 {
            let width = Flow.width * part
            flow.canvas.box(x: x, y: top, width: max(width - 1, 0.4), height: Self.height, fill: share.ink)
            let name = TextStyle.smallStrong.inked(share.textInk)
            let label = TextStyle.small.inked(share.textInk)
            let wide = [(share.name, name), (share.label, label)].map { text, style in
                flow.typeset([TextRun(text, style)]).first?.width ?? 0
            }
            if wide[0] + 10 <= width { flow.label(share.name, name, x: x + 5, y: top + 3) }
            if wide.allSatisfy({ $0 + 10 <= width }) { flow.label(share.label, label, x: x + 5, y: top + 14) }
            x += width
        }
        flow.y = top + Self.height + 8
    }
}
