import Catalogue
import Core
import Model

/// The top of the HTML report: whose answer it is, how it went, what to practise, keep and change.
struct HTMLSummary {
    private let content: ReportContent
    private let words: String
    private var answer: Answer { content.answer }

    /// The summary of one report; `words` is the language tag of what was said.
    init(_ content: ReportContent, words: String) {
        self.content = content
        self.words = words
    }

    /// Writes the heading: who, about what, and the question.
    func heading(_ writer: inout HTMLWriter) {
        writer.element("header") { writer in
            writer.element("p", ["class": "kind"], text: Texts["report.kindPage"])
            let name = answer.candidate.flatMap { $0.isEmpty ? nil : $0 } ?? Texts["report.yourAnswer"]
            writer.element("h1", ["dir": "auto"], text: name)
            facts(&writer)
            if !answer.question.text.isEmpty {
                writer.element("blockquote", ["class": "question text", "dir": "auto"], text: answer.question.text)
            }
        }
    }

    /// Writes the date, the job, and a link to the answer's page when it has an address.
    func facts(_ writer: inout HTMLWriter) {
        var facts = [CivilDate(content.date).shown]
        let job = [answer.question.level, answer.question.role].compactMap { $0 }.filter { !$0.isEmpty }
        facts.append(job.joined(separator: " "))
        facts.append(content.company ?? "")
        facts.append(
            content.interviewer.flatMap { $0.isEmpty ? nil : Texts["report.interviewerIs", ["a": "\($0)"]] } ?? ""
        )
        writer.element("p", ["class": "facts", "dir": "auto"]) { writer in
            writer.write(facts.filter { !$0.isEmpty }.joined(separator: " · "))
            if let link = Link(content.answerURL) {
                writer.write(" · ")
                writer.element("a", ["href": link.address, "rel": "noreferrer"], text: Summary.linkText)
            }
        }
    }

    /// Writes what page one of the PDF says.
    func body(_ writer: inout HTMLWriter) {
        if let problem = answer.problem {
            writer.element("div", ["class": "callout", "role": "note"]) {
                $0.paragraph([
                    TextRun(Texts["report.failed"] + " ", .strong),
                    TextRun(Texts.problem(problem.code, problem.detail), .body),
                    TextRun(" (\(problem.code))", .aside),
                ])
            }
        }
        writer.element("div", ["class": "cards"]) { writer in
            writer.element("div", ["class": "card"]) { score(&$0) }
            writer.element("div", ["class": "card"]) { drill(&$0) }
        }
        tiles(&writer)
        if answer.transcript?.accuracy == .low {
            writer.element("div", ["class": "callout", "role": "note"]) { $0.paragraph(Summary.lowAccuracy) }
        }
        guard let evaluation = answer.evaluation, !evaluation.strengths.isEmpty || !evaluation.improvements.isEmpty
        else {
            return
        }
        writer.wrapped(Texts["report.keepTitle"]) { remarks(evaluation.strengths, "keep", &$0) }
        writer.wrapped(Texts["report.changeTitle"]) { remarks(evaluation.improvements, "change", &$0) }
    }

    private func score(_ writer: inout HTMLWriter) {
        writer.element("h2", ["id": HTMLWriter.anchor(Texts["report.howItWent"])], text: Texts["report.howItWent"])
        guard let evaluation = answer.evaluation, let score = evaluation.score else {
            writer.element("p", ["class": "score"], text: Texts["report.noScoreTitle"])
            writer.element("p", ["dir": "auto"], text: ScoreAndDrill(content).missing ?? "")
            return
        }
        writer.element("p", ["class": "score"]) { writer in
            writer.write((evaluation.shownScore ?? Figures.whole(score)) + " ")
            writer.element("small", text: Texts["report.ofHundred"])
        }
        if score.isFinite, !evaluation.isShownAsRange {
            let value = Figures.whole(min(max(score, 0), 100))
            let attributes: KeyValuePairs = [
                "min": "0", "max": "100", "value": value, "aria-label": Texts["report.scoreColumn"],
            ]
            writer.element("meter", attributes, text: Texts["report.nOf100", ["a": "\(value)"]])
        }
        writer.element("p", text: ScoreAndDrill.judgedBy(evaluation))
        if !evaluation.isShownAsRange, let five = evaluation.scoreOfFive, let ten = evaluation.scoreOfTen {
            writer.element(
                "p",
                text: Texts["report.ofFiveAndTen", ["a": Figures.shown(five), "b": Figures.shown(ten)]]
            )
        }
        let judged = evaluation.criteria.filter { $0.score != nil }
        writer.table(
            Table(
                columns: [
                    Table.Column(title: Texts["report.criterion"], share: 70),
                    Table.Column(title: Texts["report.scoreColumn"], share: 30, align: .right),
                ],
                rows: judged.map { [Table.Cell($0.title), Table.Cell(Figures.whole($0.score), .strong)] }
            ),
            caption: Texts["report.criteriaCaption"]
        )
    }

    private func drill(_ writer: inout HTMLWriter) {
        writer.element(
            "h2",
            ["id": HTMLWriter.anchor(Texts["report.practiseNext"])],
            text: Texts["report.practiseNext"]
        )
        guard let drill = answer.evaluation?.nextDrill else {
            return writer.paragraph(ScoreAndDrill(content).drillRuns)
        }
        writer.element("h3", ["dir": "auto"], text: drill.title)
        writer.element("p", ["dir": "auto"], text: drill.reason)
        guard !drill.steps.isEmpty else { return }
        writer.element("ol") { writer in
            for step in drill.steps { writer.element("li", ["dir": "auto"], text: step) }
        }
    }

    private func tiles(_ writer: inout HTMLWriter) {
        guard let tiles = Tiles(content)?.tiles, !tiles.isEmpty else { return }
        writer.element("dl", ["class": "tiles"]) { writer in
            for tile in tiles {
                writer.element("div") { writer in
                    writer.element("dt", text: tile.label)
                    writer.element("dd", ["class": "number"], text: tile.value)
                    if !tile.hint.isEmpty { writer.element("dd", ["class": "hint"], text: tile.hint) }
                }
            }
        }
    }

    private func remarks(_ remarks: [Evaluation.Remark], _ kind: String, _ writer: inout HTMLWriter) {
        guard !remarks.isEmpty else {
            return writer.element("p", ["class": "aside"], text: KeepAndChange.nothing(kind))
        }
        writer.element("ul") { writer in
            for remark in remarks {
                writer.element("li", ["dir": "auto"]) { writer in
                    writer.write(remark.text)
                    guard !remark.evidence.isEmpty else { return }
                    writer.empty("br")
                    writer.element("span", ["lang": words]) { $0.runs(Quotes.runs(remark.evidence)) }
                }
            }
        }
    }
}
