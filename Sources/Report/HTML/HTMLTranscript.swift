import Catalogue
import Model

/// What was said as HTML: paragraphs with their times, fillers and other places marked.
struct HTMLTranscript {
    private let part: TranscriptPart

    /// The transcript of one report; nil when there is none.
    init?(_ content: ReportContent) {
        guard let part = TranscriptPart(content) else { return nil }
        self.part = part
    }

    /// Writes the section.
    func write(_ writer: inout HTMLWriter) {
        writer.wrapped(Texts["report.transcript"]) { writer in
            writer.paragraph(part.origin)
            if part.transcript.accuracy == .low { writer.element("p", text: TranscriptPart.advice) }
            writer.element("ul", ["class": "legend", "aria-label": Texts["report.marksLabel"]]) { writer in
                writer.element("li") { $0.element("mark", text: Texts["report.markFiller"]) }
                writer.element("li") { $0.element("span", ["class": "hedge"], text: Texts["report.markHedge"]) }
                writer.element("li") {
                    $0.element("span", ["class": "repetition"], text: Texts["report.markRepetition"])
                }
                writer.element("li", text: Texts["report.markSilence"])
                if part.hasUnwritten {
                    writer.element("li") { item in
                        item.element("mark", text: TranscriptPart.unwritten)
                        item.write(" " + Texts["report.markUnwritten"])
                    }
                }
            }
            guard part.transcript.text.contains(where: { !$0.isWhitespace }) else {
                return writer.element("p", text: Texts["report.noWordsHeard"])
            }
            let language = HTMLReport.language(part.transcript.language)
            for paragraph in MarkedTranscript(part.transcript, part.delivery).paragraphs {
                writer.element("div", ["class": "line"]) { writer in
                    if let start = paragraph.startMs {
                        writer.element("time", ["datetime": HTMLReport.duration(start)], text: Figures.clock(start))
                    } else {
                        writer.element("span", text: "")
                    }
                    writer.element("p", ["lang": language, "dir": "auto"]) { $0.runs(paragraph.runs) }
                }
            }
        }
    }
}
