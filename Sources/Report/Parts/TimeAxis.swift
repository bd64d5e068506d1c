/// A stretch of time laid over a width of the page; all drawings share its left and right edge, so that they line up.
struct TimeAxis {
    /// The left edge in points.
    static let left = Flow.left + 34
    /// The width in points.
    static let width = Flow.width - 34

    /// The stretch it shows, in milliseconds.
    let startMs: Int
    /// Its end in milliseconds.
    let endMs: Int

    /// An axis over a stretch; an empty one is made a millisecond long.
    init(startMs: Int, endMs: Int) {
        self.startMs = startMs
        self.endMs = max(endMs, startMs + 1)
    }

    /// Where a moment is, kept inside the axis.
    func x(_ ms: Int) -> Double {
        let share = (Double(ms) - Double(startMs)) / (Double(endMs) - Double(startMs))
        return Self.left + Self.width * min(max(share, 0), 1)
    }

    /// Whether a moment is on this axis.
    func holds(_ ms: Int) -> Bool { ms >= startMs && ms < endMs }

    /// Round moments, at most twelve, at least 40 points apart.
    var ticks: [Int] {
        let steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400]
        let length = Double(endMs - startMs)
        let step = steps.first { Double($0) * 1000 / length * Self.width >= 40 }
        guard let step else { return [startMs] }
        let unit = step * 1000
        let first = (startMs + unit - 1) / unit
        return (first...max(first, endMs / unit)).prefix(13).map { $0 * unit }.filter { $0 <= endMs }
    }

    /// Draws the line, the ticks and the times below `y`.
    func draw(y: Double, on flow: inout Flow) {
        flow.canvas.line(from: (Self.left, y), to: (Self.left + Self.width, y), ink: .grey, thickness: 0.5)
        for tick in ticks {
            let place = x(tick)
            flow.canvas.line(from: (place, y), to: (place, y + 3), ink: .grey, thickness: 0.5)
            let align: Flow.Alignment =
                place > Self.left + Self.width - 10 ? .right : place < Self.left + 8 ? .left : .center
            flow.label(Figures.clock(tick), .aside, x: place, y: y + 3, align: align)
        }
    }
}
