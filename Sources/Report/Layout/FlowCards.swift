extension Flow {
    /// The first lines of some runs, the last one marked as cut when there are more.
    mutating func clamp(_ runs: [TextRun], width: Double, to limit: Int) -> (lines: [Line], cut: Bool) {
        // No line holds more than a few hundred characters: what lies far beyond need not be measured.
        var budget = limit * 400
        var short: [TextRun] = []
        for run in runs where budget > 0 {
            let text = String(run.text.prefix(budget))
            budget -= text.count
            short.append(TextRun(text, run.style))
        }
        let lines = typeset(short, width: width)
        guard lines.count > limit else { return (lines, short != runs) }
        var kept = Array(lines.prefix(limit))
        let tail = typeset([TextRun(" …", short.last?.style.marked(.none) ?? .body)], width: 40)
        if let ellipsis = tail.first?.fragments.first, let last = kept.indices.last {
            var line = kept[last]
            while line.width + ellipsis.width > width, line.fragments.count > 1 {
                line.width -= line.fragments.removeLast().width
            }
            if line.width + ellipsis.width <= width + 10 {
                var placed = ellipsis
                placed.x = line.width + 2
                line.fragments.append(placed)
            }
            kept[last] = line
        }
        return (kept, true)
    }

    /// A boxed remark over the full width with a warning sign: a triangle with an exclamation mark.
    mutating func callout(_ runs: [TextRun]) {
        let lines = typeset(runs, width: Flow.width - 44)
        let tall = height(of: lines) + 12
        if tall > Flow.bottom - Flow.top {
            put(lines, x: Flow.left)
        } else {
            need(tall)
            canvas.box(x: Flow.left, y: y, width: Flow.width, height: tall, fill: .panel)
            canvas.box(x: Flow.left, y: y, width: 2.5, height: tall, fill: .orange)
            let x = Flow.left + 19
            canvas.polygons([[(x - 6, y + 17), (x + 6, y + 17), (x, y + 6)]], ink: .orange)
            canvas.line(from: (x, y + 10), to: (x, y + 13.4), ink: .white, thickness: 1.1)
            canvas.line(from: (x, y + 14.4), to: (x, y + 15.6), ink: .white, thickness: 1.1)
            y += 6
            draw(lines, x: Flow.left + 34)
            y += 6
        }
        y += 10
    }

    /// The ground of a card.
    func card(x: Double, y: Double, width: Double, height: Double) {
        canvas.box(x: x, y: y, width: width, height: height, fill: .panel)
    }
}
