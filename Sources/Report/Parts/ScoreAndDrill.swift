import Catalogue
import Model

/// Two cards side by side: the score with its range, or why there is none; and the one thing to practise next.
struct ScoreAndDrill {
    private let content: ReportContent
    private var evaluation: Evaluation? { content.answer.evaluation }

    private static let padding = 12.0
    private static let gap = 14.0
    private static let scoreWidth = 196.0
    private static let drillWidth = Flow.width - scoreWidth - gap

    /// The two cards of one report.
    init(_ content: ReportContent) { self.content = content }

    /// Why there is no score; nil when there is one.
    var missing: String? {
        if evaluation?.score != nil { return nil }
        if let reason = evaluation?.abstained, !reason.isEmpty { return reason }
        if let quality = content.answer.quality, quality.verdict == .unusable {
            return ([Texts["report.unusable"]] + quality.issues.prefix(2).map(\.detail)).joined(
                separator: " "
            )
        }
        if content.answer.problem != nil { return Texts["report.nothingToJudge"] }
        if content.answer.transcript == nil { return Texts["report.noTranscript"] }
        return Texts["report.notJudged"]
    }

    /// Draws the cards and says what had to be cut.
    func draw(on flow: inout Flow) -> LeftOut {
        var leftOut: LeftOut = []
        let inner = Self.scoreWidth - 2 * Self.padding
        let reason = missing.map { flow.clamp([TextRun($0, .small)], width: inner, to: 9) }
        if reason?.cut == true { leftOut.insert(.reason) }
        let (drill, cut) = drillLines(width: Self.drillWidth - 2 * Self.padding, on: &flow)
        if cut { leftOut.insert(.drill) }
        let scoreHeight = reason.map { 38 + flow.height(of: $0.lines) } ?? 92 + Double(criteria.count) * 13
        let drillHeight = drill.reduce(0) { $0 + $1.line.leading } + (cut ? 28 : 16)
        let height = max(scoreHeight, drillHeight) + 2 * Self.padding
        flow.need(height)
        let top = flow.y
        flow.card(x: Flow.left, y: top, width: Self.scoreWidth, height: height)
        let x = Flow.left + Self.padding
        flow.label(Texts["report.howItWent"], .aside, x: x, y: top + Self.padding - 2)
        if let reason {
            flow.label(Texts["report.noScoreTitle"], TextStyle(face: .bold, size: 17), x: x, y: top + 23)
            flow.y = top + 48
            flow.draw(reason.lines, x: x)
        } else {
            score(x: x, top: top, width: inner, on: &flow)
        }
        let left = Flow.left + Self.scoreWidth + Self.gap
        flow.card(x: left, y: top, width: Self.drillWidth, height: height)
        flow.canvas.box(x: left, y: top, width: 2.5, height: height, fill: .blue)
        flow.label(Texts["report.practiseNext"], .aside, x: left + Self.padding, y: top + Self.padding - 2)
        flow.y = top + Self.padding + 12
        for (line, indent) in drill { flow.draw([line], x: left + Self.padding + indent) }
        if cut { flow.label(Texts["report.laterPage"], .aside, x: left + Self.padding, y: flow.y + 1) }
        flow.y = top + height + 12
        return leftOut
    }

    private func score(x: Double, top: Double, width: Double, on flow: inout Flow) {
        guard let evaluation, let score = evaluation.score else { return }
        let number = evaluation.shownScore ?? Figures.whole(score)
        let style = TextStyle(face: .bold, size: 34, ink: .blue)
        flow.label(number, style, x: x, y: top + 20)
        let after = flow.typeset([TextRun(number, style)]).first?.width ?? 0
        flow.label(Texts["report.ofHundred"], .aside, x: x + after + 5, y: top + 43)
        if !evaluation.isShownAsRange, let five = evaluation.scoreOfFive, let ten = evaluation.scoreOfTen {
            flow.label(
                Texts["report.ofFive", ["a": Figures.shown(five)]],
                .smallStrong,
                x: x + width,
                y: top + 32,
                align: .right
            )
            flow.label(
                Texts["report.ofTen", ["a": Figures.shown(ten)]],
                .smallStrong,
                x: x + width,
                y: top + 43,
                align: .right
            )
        }
        let y = top + 70
        let place = { (value: Double) in x + width * min(max(value.isFinite ? value : 0, 0), 100) / 100 }
        flow.canvas.box(x: x, y: y, width: width, height: 5, fill: .rule)
        if let range = evaluation.range {
            let from = place(range.low)
            flow.canvas.box(x: from, y: y, width: max(place(range.high) - from, 1), height: 5, fill: .blue)
        }
        if !evaluation.isShownAsRange {
            let at = place(score)
            flow.canvas.polygons([[(at - 4, y - 6), (at + 4, y - 6), (at, y)]], ink: .dark)
        }
        for mark in [0, 50, 100] {
            let align: Flow.Alignment = mark == 0 ? .left : mark == 50 ? .center : .right
            flow.label("\(mark)", .aside, x: place(Double(mark)), y: y + 6, align: align)
        }
        flow.label(Self.judgedBy(evaluation), .aside, x: x, y: y + 18, width: width)
        for (index, criterion) in criteria.enumerated() {
            let line = y + 36 + Double(index) * 13
            flow.label(criterion.title, .small, x: x, y: line, width: width * 0.56)
            flow.label(Figures.whole(criterion.score), .smallStrong, x: x + width, y: line, align: .right)
            let bar = width * 0.28
            let share = min(max(criterion.score ?? 0, 0), 100) / 100
            flow.canvas.box(x: x + width * 0.6, y: line + 4, width: bar, height: 3, fill: .rule)
            if share.isFinite {
                flow.canvas.box(x: x + width * 0.6, y: line + 4, width: bar * share, height: 3, fill: .steel)
            }
        }
    }

    /// Who judged, and how far several runs lie apart, or where a person's total would lie beside that of the rules.
    static func judgedBy(_ evaluation: Evaluation) -> String {
        guard evaluation.engine != "rules" else {
            // Where the range stands in the score's place it is not said again.
            guard let range = evaluation.range, range.low < range.high, !evaluation.isShownAsRange else {
                return Texts["report.byRules"]
            }
            let ends = ["low": Figures.whole(range.low), "high": Figures.whole(range.high)]
            return Texts["report.byRules"] + " " + Texts["report.byAPerson", ends]
        }
        // The names of a panel are too long for the card; the rubric has them, each with its vote.
        let panel = evaluation.votes.map { Texts["report.byModels", ["n": String($0.count)]] }
        let judge = panel ?? evaluation.model ?? evaluation.engine
        guard let range = evaluation.range else { return Texts["report.judgedBy", ["judge": judge]] }
        let low = Figures.whole(range.low)
        let high = Figures.whole(range.high)
        return low == high
            ? Texts["report.judgedBy", ["judge": judge]]
            : Texts["report.judgedByRuns", ["judge": judge, "low": low, "high": high]]
    }

    private var criteria: [Evaluation.Criterion] {
        Array((evaluation?.criteria ?? []).filter { $0.score != nil }.prefix(5))
    }

    /// The drill's lines with their indents; the text of a step hangs beside its number.
    private func drillLines(width: Double, on flow: inout Flow) -> (lines: [(line: Line, indent: Double)], cut: Bool) {
        guard let drill = evaluation?.nextDrill else {
            let (lines, cut) = flow.clamp(drillRuns, width: width, to: 9)
            return (lines.map { ($0, 0) }, cut)
        }
        var limit = 13
        var result: [(line: Line, indent: Double)] = []
        var cut = false
        func add(_ runs: [TextRun], indent: Double, number: String? = nil) {
            guard limit > 0 else { return cut = true }
            let (lines, short) = flow.clamp(runs, width: width - indent, to: min(limit, 5))
            limit -= lines.count
            cut = cut || short
            for (index, var line) in lines.enumerated() {
                if index == 0, let number, let label = flow.typeset([TextRun(number, .strong)]).first?.fragments.first {
                    var hanging = label
                    hanging.x = -indent
                    line.fragments.insert(hanging, at: 0)
                }
                result.append((line, indent))
            }
        }
        add([TextRun(drill.title, Self.drillTitle)], indent: 0)
        add([TextRun(drill.reason, .small)], indent: 0)
        for (index, step) in drill.steps.enumerated() {
            add([TextRun(step, .body)], indent: 14, number: "\(index + 1)")
        }
        return (result, cut)
    }

    private static let drillTitle = TextStyle(face: .bold, size: 12)

    /// The drill as text, in the order it is read.
    var drillRuns: [TextRun] {
        if let drill = evaluation?.nextDrill {
            var runs = [TextRun(drill.title + "\n", Self.drillTitle), TextRun(drill.reason, .small)]
            for (index, step) in drill.steps.enumerated() { runs.append(TextRun("\n\(index + 1).  \(step)", .body)) }
            return runs
        }
        if let first = evaluation?.improvements.first {
            return [TextRun(Texts["report.startHere"] + "\n", Self.drillTitle), TextRun(first.text, .body)]
        }
        return [
            TextRun(Texts["report.noExercise"] + "\n", Self.drillTitle),
            TextRun(Texts["report.noExerciseText"], .small),
        ]
    }
}
