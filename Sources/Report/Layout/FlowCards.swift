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
        guard lines.count > limit || short != runs else { return (lines, false) }
        let ellipsis = typeset([TextRun("…", (short.last?.style ?? .body).marked(.none))])
        guard var mark = ellipsis.first?.fragments.first else { return (lines, true) }
        // Set again a little narrower, so that the ellipsis fits whatever the last line is.
        var kept = Array(typeset(short, width: width - mark.width - 2).prefix(limit))
        guard let last = kept.indices.last else { return (kept, true) }
        if kept[last].indent > 0 {
            // A line that runs from right to left ends on its left.
            for index in kept[last].fragments.indices { kept[last].fragments[index].x += mark.width + 1 }
            kept[last].fragments.insert(mark, at: 0)
            kept[last].indent = max(0, kept[last].indent - mark.width - 1)
        } else {
            mark.x = kept[last].width + 1
            kept[last].fragments.append(mark)
        }
        kept[last].width += 1 + mark.width
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
