import Catalogue
import Core
import Model

/// The report in two pages: one to read, one to work with. Everything else stands in the appendix, which is the whole report.
struct BriefReport {
    private let content: ReportContent
    private let headline: String
    private var answer: Answer { content.answer }

    private static let headlineStyle = TextStyle(face: .bold, size: 16)
    private static let drillTitle = TextStyle(face: .bold, size: 13)
    private static let padding = 12.0
    private static let mostSteps = 6

    /// The report of one answer.
    ///
    /// - Parameter headline: one sentence on how it went.
    init(_ content: ReportContent, headline: String) {
        self.content = content
        self.headline = headline
    }

    /// Draws both pages.
    func draw(on flow: inout Flow) {
        Summary(content).drawHead(on: &flow)
        flow.draw(
            flow.clamp([TextRun(headline, Self.headlineStyle)], width: Flow.width, to: 3).lines,
            x: Flow.left
        )
        score(on: &flow)
        flow.y += 8
        drill(on: &flow)
        BriefStrips(answer).draw(on: &flow)
        _ = KeepAndChange(content)?.draw(on: &flow)
        if let timeline = Timeline(content), flow.room > timeline.heightOfSection { timeline.draw(on: &flow) }
        WorkPage(content).draw(on: &flow)
    }

    /// What the content came to, or why that is not known.
    private func score(on flow: inout Flow) {
        let text: String
        if let score = answer.evaluation?.shownScore {
            let items = (answer.evaluation?.criteria ?? []).filter { $0.score != nil }.flatMap(\.items)
            let met = items.count { $0.met == .yes }
            let judge = answer.evaluation.map(ScoreAndDrill.judgedBy) ?? ""
            text =
                Texts[
                    "report.score",
                    [
                        "score": score, "met": String(met),
                        "all": Texts.count("count.pointOf", items.count), "judge": judge,
                    ]
                ]
        } else if let reason = ScoreAndDrill(content).missing {
            text = reason
        } else {
            return
        }
        flow.y += 3
        flow.draw(flow.clamp([TextRun(text, .aside.sized(9.5))], width: Flow.width, to: 3).lines, x: Flow.left)
    }

    private func drill(on flow: inout Flow) {
        let inner = Flow.width - 2 * Self.padding
        var lines: [(line: Line, indent: Double)] = []
        func add(_ runs: [TextRun], indent: Double = 0, to most: Int) {
            lines += flow.clamp(runs, width: inner - indent, to: most).lines.map { ($0, indent) }
        }
        if let drill = answer.evaluation?.nextDrill {
            add([TextRun(drill.title, Self.drillTitle)], to: 2)
            add([TextRun(drill.reason, .body)], to: 3)
            for (index, step) in drill.steps.prefix(Self.mostSteps).enumerated() {
                add([TextRun("\(index + 1).  ", .strong), TextRun(step, .body)], indent: 4, to: 3)
            }
        } else {
            add(ScoreAndDrill(content).drillRuns, to: 6)
        }
        let height = lines.reduce(0) { $0 + $1.line.leading } + 2 * Self.padding + 14
        let top = flow.y
        flow.card(x: Flow.left, y: top, width: Flow.width, height: height)
        flow.canvas.box(x: Flow.left, y: top, width: 2.5, height: height, fill: .blue)
        flow.label(
            Texts["report.practiseNext"],
            .aside.sized(9.5),
            x: Flow.left + Self.padding,
            y: top + Self.padding - 3
        )
        flow.y = top + Self.padding + 12
        for (line, indent) in lines { flow.draw([line], x: Flow.left + Self.padding + indent) }
        flow.y = top + height + 14
    }
}

/// Pace, fillers and longest pause, each on a scale with the band that is usual.
struct BriefStrips {
    /// One number on its scale.
    struct Strip: Sendable {
        var label: String
        var value: String
        var unit: String
        var number: Double
        var scale: ClosedRange<Double>
        var band: ClosedRange<Double>
    }

    /// The strips that were measured.
    let strips: [Strip]

    /// The strips of one answer.
    init(_ answer: Answer) {
        guard let delivery = answer.delivery, (answer.quality?.speechMs ?? 1) > 0 else {
            strips = []
            return
        }
        var strips: [Strip] = []
        if let pace = delivery.wordsPerMinute, pace.isFinite {
            strips.append(
                Strip(
                    label: Texts["report.pace"],
                    value: Figures.whole(pace),
                    unit: Texts["report.paceUnit"],
                    number: pace,
                    scale: 60...240,
                    band: 120...170
                )
            )
        }
        if delivery.fillers.reliability != .none, let rate = delivery.fillers.perMinute, rate.isFinite {
            let number = Figures.shown(rate)
            let isRough = delivery.fillers.reliability == .lowerBound
            strips.append(
                Strip(
                    label: Texts["report.fillers"],
                    value: isRough ? Texts["report.about", ["n": number]] : number,
                    unit: Texts["report.fillersUnit"],
                    number: rate,
                    scale: 0...12,
                    band: 0...4
                )
            )
        }
        let longest = Double(delivery.pauses.longest?.durationMs ?? 0) / 1000
        strips.append(
            Strip(
                label: Texts["report.longestPause"],
                value: Figures.shown(longest),
                unit: Texts["report.longestPauseUnit"],
                number: longest,
                scale: 0...5,
                band: 0...2
            )
        )
        self.strips = strips
    }

    /// Draws them side by side; nothing without any.
    func draw(on flow: inout Flow) {
        guard !strips.isEmpty else { return }
        let gap = 20.0
        let width = (Flow.width - gap * 2) / 3
        let number = TextStyle(face: .bold, size: 17)
        for (index, strip) in strips.enumerated() {
            let x = Flow.left + Double(index) * (width + gap)
            let span = strip.scale.upperBound - strip.scale.lowerBound
            func place(_ value: Double) -> Double {
                x + width * min(max((value - strip.scale.lowerBound) / span, 0), 1)
            }
            flow.label(strip.label, .aside.sized(9.5), x: x, y: flow.y)
            flow.label(strip.value, number, x: x, y: flow.y + 12)
            let after = flow.typeset([TextRun(strip.value, number)]).first?.width ?? 0
            flow.label(strip.unit, .aside.sized(9.5), x: x + after + 4, y: flow.y + 19)
            let y = flow.y + 38
            flow.canvas.box(x: x, y: y, width: width, height: 4, fill: .rule)
            let from = place(strip.band.lowerBound)
            flow.canvas.box(x: from, y: y, width: place(strip.band.upperBound) - from, height: 4, fill: .steel)
            let isUsual = strip.band.contains(strip.number)
            flow.canvas.disc(x: place(strip.number), y: y + 2, radius: 4.5, fill: isUsual ? .blue : .orange)
            let (low, high) = (Figures.whole(strip.band.lowerBound), Figures.whole(strip.band.upperBound))
            let usual = Texts["report.usual", ["low": low, "high": high]]
            flow.label(usual, .aside, x: x, y: y + 9)
        }
        flow.y += 66
    }
}

/// Page two: the marked words with the remarks beside them, the criteria in one table, a line on reliability, one on how it was made.
struct WorkPage {
    private let content: ReportContent
    private var answer: Answer { content.answer }

    private static let margin = 142.0
    private static let gutter = 14.0
    private static let textWidth = TimeAxis.width - margin - gutter
    private static let mostNotes = 3

    /// The second page of one answer.
    init(_ content: ReportContent) { self.content = content }

    /// Draws it, on further pages where the words want them.
    func draw(on flow: inout Flow) {
        flow.newPage()
        words(on: &flow)
        criteria(on: &flow)
        votes(on: &flow)
        if answer.evaluation?.narrative?.source == .model { NarrativePart(content)?.draw(on: &flow) }
        let notes = self.notes
        if !notes.isEmpty {
            flow.subsection(Texts["report.reliable"])
            flow.paragraph(notes.joined(separator: " "), .small.sized(9.5))
        }
        flow.gap(8)
        flow.paragraph(origin, .aside)
    }

    private func words(on flow: inout Flow) {
        guard let transcript = answer.transcript else { return }
        flow.section(Texts[answer.recording == nil ? "report.wrote" : "report.said"], keep: 60)
        if transcript.accuracy == .low {
            flow.paragraph(
                Texts["report.rough"],
                .aside.sized(9.5)
            )
            flow.gap(4)
        }
        guard transcript.text.contains(where: { !$0.isWhitespace }) else {
            flow.paragraph(Texts["report.noWords"], .body)
            return
        }
        let paragraphs = MarkedTranscript(transcript, answer.delivery).paragraphs
        var left = remarks
        for (index, paragraph) in paragraphs.enumerated() {
            let until = index + 1 < paragraphs.count ? paragraphs[index + 1].startMs ?? .max : .max
            let here = left.filter { ($0.ms ?? .max) < until || index == paragraphs.count - 1 }
            left.removeAll { remark in here.contains { $0.number == remark.number } }
            draw(paragraph, with: here, on: &flow)
        }
    }

    /// A paragraph with its remarks beside it.
    private func draw(_ paragraph: MarkedTranscript.Paragraph, with remarks: [Beside], on flow: inout Flow) {
        let lines = flow.typeset(paragraph.runs, width: Self.textWidth)
        var notes: [Line] = []
        for remark in remarks {
            let name = TextRun(
                Texts[remark.isKeep ? "report.keep" : "report.change"] + "  ",
                TextStyle(face: .bold, size: 9, ink: remark.isKeep ? .blue : .orange)
            )
            notes += flow.clamp([name, TextRun(remark.text, .small.sized(9))], width: Self.margin, to: 6).lines
        }
        let tall = max(flow.height(of: lines), flow.height(of: notes))
        if tall < Flow.bottom - Flow.top { flow.need(tall) }
        let (top, page) = (flow.y, flow.canvas.pageCount)
        if let start = paragraph.startMs { flow.label(Figures.clock(start), .aside, x: Flow.left, y: top + 1) }
        let right = Flow.left + Flow.width - Self.margin
        var y = top
        for line in notes where y + line.leading < Flow.bottom {
            flow.canvas.draw(line, x: right, y: y)
            y += line.leading
        }
        flow.put(lines, x: TimeAxis.left)
        if flow.canvas.pageCount == page { flow.y = max(flow.y, y) }
        flow.gap(6)
    }

    /// A remark for the margin.
    private struct Beside {
        var number: Int
        var isKeep: Bool
        var text: String
        var ms: Int?
    }

    private var remarks: [Beside] {
        let evaluation = answer.evaluation
        let all =
            (evaluation?.strengths ?? []).map { ($0, true) } + (evaluation?.improvements ?? []).map { ($0, false) }
        return all.enumerated().map { index, one in
            Beside(number: index, isKeep: one.1, text: one.0.text, ms: one.0.evidence.compactMap(\.startMs).first)
        }.sorted { ($0.ms ?? .max, $0.number) < ($1.ms ?? .max, $1.number) }
    }

    private func criteria(on flow: inout Flow) {
        let criteria = answer.evaluation?.criteria ?? []
        guard !criteria.isEmpty else { return }
        flow.gap(8)
        let text = TextStyle.small.sized(9)
        let table = Table(
            columns: [
                Table.Column(title: Texts["report.pointByPoint"], share: 28),
                Table.Column(title: Texts["report.met"], share: 12),
                Table.Column(title: Texts["report.of100"], share: 10, align: .right),
                Table.Column(title: Texts["report.missingFirst"], share: 50),
            ],
            rows: criteria.map { criterion in
                let met = criterion.items.count { $0.met == .yes }
                let missing = criterion.items.first { $0.met == .no } ?? criterion.items.first { $0.met == .partly }
                return [
                    Table.Cell(criterion.title, .smallStrong.sized(9)),
                    Table.Cell(
                        criterion.items.isEmpty
                            ? "–"
                            : Texts["report.metOf", ["met": String(met), "all": String(criterion.items.count)]],
                        text
                    ),
                    Table.Cell(criterion.score.map { Figures.whole($0) } ?? Texts["report.criterionNotJudged"], text),
                    Table.Cell(missing?.text ?? (criterion.items.isEmpty ? "–" : Texts["report.nothing"]), text),
                ]
            }
        )
        flow.table(table)
    }

    /// What each model of a panel said, in a line.
    private func votes(on flow: inout Flow) {
        guard let votes = answer.evaluation?.votes, !votes.isEmpty else { return }
        flow.subsection(Texts["report.eachJudge"])
        let said = votes.map {
            "\($0.model): \($0.score.map { Figures.whole($0) } ?? $0.reason ?? Texts["report.noScore"])"
        }
        flow.paragraph(said.joined(separator: " · "), .small.sized(9.5))
    }

    private var notes: [String] {
        var seen: Set<String> = []
        let all = answer.notes + (answer.evaluation?.notes ?? []) + (answer.delivery?.notes ?? [])
        return Array(
            all.filter { $0 != answer.evaluation?.abstained && seen.insert($0).inserted }.prefix(Self.mostNotes)
        )
    }

    /// Who heard and who judged, in one line.
    private var origin: String {
        var parts: [String] = []
        if let transcript = answer.transcript {
            let model = transcript.model.map { " (\($0))" } ?? ""
            parts.append(
                transcript.engine == "supplied"
                    ? Texts["report.wordsSupplied"] : Texts["report.heardBy", ["engine": transcript.engine + model]]
            )
        }
        if let evaluation = answer.evaluation {
            let model = evaluation.model.map { " (\($0))" } ?? ""
            let judge = evaluation.engine == "rules" ? Texts["report.fixedRules"] : evaluation.engine
            parts.append(Texts["report.originJudged", ["judge": judge + model]])
            parts.append(Texts["report.rubric", ["name": String(evaluation.rubric.prefix { $0 != "(" }.trimmed)]])
        }
        parts.append("Debrief \(content.version)")
        parts.append(answer.id.rawValue)
        return parts.joined(separator: " · ")
    }
}

extension Substring {
    /// Without blanks at its end.
    fileprivate var trimmed: Substring { last == " " ? dropLast().trimmed : self }
}

extension TextStyle {
    /// The same at another size.
    func sized(_ size: Double) -> TextStyle {
        var copy = self
        copy.size = size
        return copy
    }
}
