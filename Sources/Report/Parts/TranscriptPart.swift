import Catalogue
import Model

/// What was said, with fillers, hedges, repetitions and long pauses marked, and times in the margin.
struct TranscriptPart {
    /// What was said.
    let transcript: Transcript
    /// How it was said, for the marks.
    let delivery: Delivery?
    /// Whether there is a recording of it.
    private let wasHeard: Bool

    /// Stands for a filled pause that was heard and not written down.
    static let unwritten = "[um]"

    /// What helps when the words are poor.
    static var advice: String { Texts["report.transcriptAdvice"] }

    /// The transcript of one report; nil when there is none.
    init?(_ content: ReportContent) {
        guard let transcript = content.answer.transcript else { return nil }
        self.transcript = transcript
        delivery = content.answer.delivery
        wasHeard = content.answer.recording != nil
    }

    /// Draws the section.
    func draw(on flow: inout Flow) {
        flow.section(Texts["report.transcript"], keep: 70)
        flow.paragraph(origin)
        flow.gap(3)
        if transcript.accuracy == .low {
            flow.paragraph(Self.advice, .small)
            flow.gap(3)
        }
        legend(on: &flow)
        flow.gap(5)
        guard transcript.text.contains(where: { !$0.isWhitespace }) else {
            flow.paragraph(Texts["report.noWordsHeard"], .body)
            return
        }
        for paragraph in MarkedTranscript(transcript, delivery).paragraphs {
            flow.need(TextStyle.body.leading * 2)
            let page = flow.canvas.pageCount
            let top = flow.y
            let lines = flow.typeset(paragraph.runs, width: TimeAxis.width)
            if lines.count == 3 { flow.need(flow.height(of: lines)) }
            if let start = paragraph.startMs {
                flow.label(
                    Figures.clock(start),
                    .aside,
                    x: Flow.left,
                    y: flow.canvas.pageCount == page ? top + 1 : flow.y + 1
                )
            }
            flow.put(lines, x: TimeAxis.left)
            flow.gap(5)
        }
    }

    /// Where the words come from.
    var origin: [TextRun] {
        if transcript.engine == "supplied", !wasHeard {
            return [TextRun(Texts["report.givenAsText", ["a": "\(transcript.language)"]], .small)]
        }
        let model = transcript.model.map { " (\($0))" } ?? ""
        let who =
            transcript.engine == "supplied"
            ? Texts["report.supplied"] : Texts["report.heardByModel", ["a": "\(transcript.engine)", "b": model]]
        let times =
            switch transcript.wordTimes {
            case .exact: Texts["report.timesExact"]
            case .approximate: Texts["report.timesRough"]
            case .none: Texts["report.timesNone"]
            }
        let accuracy = transcript.accuracy == .low ? Texts["report.roughWordsTitle"] + " " : ""
        return [TextRun(accuracy, .smallStrong), TextRun("\(who), \(transcript.language); \(times).", .small)]
    }

    /// Whether a filled pause was heard that the transcript does not have.
    var hasUnwritten: Bool {
        delivery?.fillers.items.contains { $0.range == nil && $0.source == .acoustic && $0.startMs != nil } == true
    }

    private func legend(on flow: inout Flow) {
        flow.need(40)
        flow.label(Texts["report.marks"], .aside, x: Flow.left, y: flow.y + 1)
        var samples: [[TextRun]] = [
            [TextRun(Texts["report.markFiller"], .filler)], [TextRun(Texts["report.markHedge"], .body.marked(.dotted))],
            [TextRun(Texts["report.markRepetition"], .body.marked(.dashed))],
            [TextRun(Texts["report.markSilenceWide"], .aside)],
        ]
        if hasUnwritten {
            samples.append([TextRun(Self.unwritten, .filler), TextRun("  " + Texts["report.markUnwritten"], .aside)])
        }
        var x = TimeAxis.left
        for sample in samples {
            let line = flow.typeset(sample)
            for line in line { flow.canvas.draw(line, x: x, y: flow.y) }
            x += (line.first?.width ?? 0) + 16
        }
        flow.y += TextStyle.body.leading
    }
}

extension TextStyle {
    /// A filler in the transcript: bold, underlined and orange, so that one of the three always shows.
    static let filler = TextStyle(face: .bold, size: 9.5, ink: .orange, mark: .underline)
}
