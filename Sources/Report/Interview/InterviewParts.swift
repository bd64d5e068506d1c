import Catalogue
import Core
package import Model

/// The debrief of an interview as sections, the same for every medium.
struct InterviewParts {
    /// Most strengths and most things to change that are shown.
    static let mostPoints = 4

    private let content: InterviewContent
    private var debrief: InterviewDebrief { content.debrief }

    /// The sections of a debrief.
    init(_ content: InterviewContent) { self.content = content }

    /// The facts of the heading in one line.
    var facts: String {
        ([CivilDate(content.date).shown, content.candidate] + content.facts).compactMap { $0 }
            .filter { !$0.isEmpty }.joined(separator: "  ·  ")
    }

    /// What fits on the summary page.
    var summary: [Section] { [outcome, practise, keepAndChange, questions].compactMap { $0 } }

    /// What stands behind the answers.
    var details: [Section] { [measures, coverage, hiring, narrative, observations, notes].compactMap { $0 } }

    private var outcome: Section? {
        var section = Section(title: Texts["report.howItWent"], keep: 50)
        section.add(debrief.summary.joined(separator: " "))
        return section
    }

    private var practise: Section? {
        guard let drill = debrief.nextDrill else { return nil }
        var section = Section(title: Texts["report.practiseNext"], keep: 60)
        section.blocks.append(.paragraph([TextRun(drill.title, .strong)]))
        section.add(drill.reason)
        return section
    }

    private var keepAndChange: Section? {
        guard !debrief.strengths.isEmpty || !debrief.areas.isEmpty else { return nil }
        var section = Section(title: Texts["report.keepAndChange"], keep: 70)
        for (heading, points) in [
            (Texts["report.keepTitle"], debrief.strengths), (Texts["report.changeTitle"], debrief.areas),
        ] where !points.isEmpty {
            section.blocks.append(.heading(heading))
            section.blocks.append(
                .list(
                    points.prefix(Self.mostPoints).map { point in
                        var runs = [TextRun(point.text, .body)]
                        if let quote = point.quote, let turn = point.turn {
                            runs.append(
                                TextRun(
                                    " " + Texts["report.quoteAt", ["a": "\(quote.prefix(160))", "b": "\(turn)"]],
                                    .aside
                                )
                            )
                        }
                        return runs
                    }
                )
            )
        }
        return section
    }

    private var questions: Section? {
        var section = Section(title: Texts["report.questions"], keep: 60)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "", share: 5, align: .right),
                    Table.Column(title: Texts["report.questionColumn"], share: 60),
                    Table.Column(title: Texts["report.answerColumn"], share: 25),
                    Table.Column(title: Texts["report.scoreColumn"], share: 10, align: .right),
                ],
                rows: debrief.rows.map { row in
                    let state =
                        row.state == "answered" && row.takes > 1
                        ? Texts["report.answeredTakes", ["a": "\(row.takes)"]] : Self.state(row.state)
                    return [
                        Table.Cell("\(row.number)", .smallStrong),
                        Table.Cell(
                            row.kind == "followUp" ? Texts["report.followUp", ["a": "\(row.question)"]] : row.question
                        ),
                        Table.Cell(row.note.map { "\(state); \($0)" } ?? state, .aside),
                        row.score == nil
                            ? Table.Cell("–", .aside) : Table.Cell(Figures.whole(row.score), .smallStrong),
                    ]
                }
            ),
            caption: Texts["report.rowPerQuestion"]
        )
        return section.blocks.isEmpty ? nil : section
    }

    private static func state(_ state: String) -> String {
        ["answered", "skipped", "open"].contains(state) ? Texts["report.state.\(state)"] : state
    }

    private var measures: Section? {
        guard !debrief.measures.isEmpty else { return nil }
        var section = Section(title: Texts["report.averages"], keep: 100)
        section.add(
            Table(
                columns: [
                    Table.Column(title: Texts["report.measure"], share: 30),
                    Table.Column(title: Texts["report.mean"], share: 12, align: .right),
                    Table.Column(title: Texts["report.answersColumn"], share: 12, align: .right),
                    Table.Column(title: Texts["report.within"], share: 46),
                ],
                rows: debrief.measures.map { measure in
                    [
                        Table.Cell(measure.name),
                        Table.Cell(
                            measure.decimals == 0 ? Figures.whole(measure.mean) : Figures.shown(measure.mean),
                            .smallStrong
                        ),
                        Table.Cell("\(measure.count)"), Table.Cell(measure.trend, .aside),
                    ]
                }
            ),
            caption: Texts["report.averagesCaption"]
        )
        return section
    }

    private var coverage: Section? {
        guard !debrief.coverage.isEmpty else { return nil }
        var section = Section(title: Texts["report.coverage"], keep: 80)
        if let note = debrief.coverageNote { section.add(note, .aside) }
        for entry in debrief.coverage {
            section.blocks.append(
                .heading(Texts["report.questionTopic", ["a": "\(entry.turn)", "b": "\(entry.topic)"]])
            )
            var items = entry.covered.map { [TextRun(Texts["report.saidIs", ["a": "\($0)"]], .body)] }
            items += entry.missing.map { [TextRun(Texts["report.notFoundIs", ["a": "\($0)"]], .aside)] }
            section.blocks.append(.list(items))
        }
        return section
    }

    private var hiring: Section? {
        guard let hiring = debrief.hiring else { return nil }
        var section = Section(title: Texts["report.hiring"], keep: 60)
        section.blocks.append(.paragraph([TextRun("\(hiring.percent) %", .strong)]))
        section.add(hiring.label)
        section.add(hiring.formula, .aside)
        return section
    }

    private var narrative: Section? {
        guard let narrative = debrief.narrative, !narrative.paragraphs.isEmpty else { return nil }
        var section = Section(title: Texts["report.inProse"], keep: 60)
        for paragraph in narrative.paragraphs { section.add(paragraph) }
        return section
    }

    private var observations: Section? {
        guard !debrief.observations.isEmpty else { return nil }
        var section = Section(title: Texts["report.observed"], keep: 60)
        section.add(Texts["report.observedText"], .aside)
        section.blocks.append(.list(debrief.observations.map { [TextRun($0, .body)] }))
        return section
    }

    private var notes: Section? {
        guard !debrief.notes.isEmpty else { return nil }
        var section = Section(title: Texts["report.aboutDebrief"], keep: 50)
        section.blocks.append(.list(debrief.notes.map { [TextRun($0, .aside)] }))
        return section
    }
}

extension ReportRenderer {
    /// The report of an interview as PDF bytes: a summary page, one page an answer, then averages, coverage and what else there is.
    package func render(_ content: InterviewContent) throws(ReportError) -> [UInt8] {
        let content = content.read
        var flow = Flow(try canvas())
        let parts = InterviewParts(content)
        var furniture = Furniture(
            title: content.debrief.title,
            author: content.candidate,
            subject: Texts["report.debriefOf", ["a": Texts.count("count.question", content.debrief.rows.count)]],
            version: content.version,
            date: content.date
        )
        flow.y = 44
        flow.canvas.openChapter(Texts["report.summary"], y: 0)
        flow.label(Texts["report.kind"], TextStyle(face: .bold, size: 8, ink: .blue), x: Flow.left, y: flow.y)
        flow.y += 14
        flow.draw(flow.clamp([TextRun(content.debrief.title, .title)], width: Flow.width, to: 2).lines, x: Flow.left)
        flow.y += 2
        flow.draw(flow.clamp([TextRun(parts.facts, .aside)], width: Flow.width, to: 3).lines, x: Flow.left)
        flow.y += 8
        for section in parts.summary { flow.draw(section) }
        furniture.note(Texts["report.ownerSummary"], pages: 0..<flow.canvas.pageCount)
        for numbered in content.answers {
            let first = flow.canvas.pageCount
            flow.newPage()
            flow.canvas.openChapter("\(numbered.number). \(SeriesFigures.name(numbered.content))", y: 0)
            _ = Summary(numbered.content).draw(on: &flow)
            furniture.note(
                Texts["report.ownerQuestion", ["a": "\(numbered.number)"]],
                pages: first..<flow.canvas.pageCount
            )
        }
        let details = parts.details
        if !details.isEmpty {
            let first = flow.canvas.pageCount
            flow.newPage()
            flow.y = 44
            flow.canvas.openChapter(Texts["report.details"], y: 0)
            for section in details { flow.draw(section) }
            furniture.note(Texts["report.ownerDetails"], pages: first..<flow.canvas.pageCount)
        }
        return try furniture.finish(&flow)
    }
}

extension HTMLReport {
    /// The page of an interview: its debrief, then every answer with the same parts as on its own page.
    package static func text(for content: InterviewContent) -> String {
        let content = content.read
        let parts = InterviewParts(content)
        let sections = parts.summary + parts.details
        return page(title: content.debrief.title) { writer in
            writer.element("header") { writer in
                writer.element("p", ["class": "kind"], text: Texts["report.kindPage"])
                writer.element("h1", ["dir": "auto"], text: content.debrief.title)
                writer.element("p", ["class": "facts", "dir": "auto"], text: parts.facts)
            }
            let names = content.answers.map { "\($0.number). \(SeriesFigures.name($0.content))" }
            var links = sections.map { (title: $0.title, to: HTMLWriter.anchor($0.title)) }
            for (index, name) in names.enumerated() { links.append((title: name, to: "answer\(index + 1)-top")) }
            contents(links, &writer)
            writer.element("main", ["id": "main"]) { writer in
                for section in sections { writer.section(section) }
                for (index, numbered) in content.answers.enumerated() {
                    writer.nested("answer\(index + 1)-") { article(names[index], numbered.content, &$0) }
                }
            }
            foot(version: content.version, about: Texts.count("count.question", content.debrief.rows.count), &writer)
        }
    }
}
