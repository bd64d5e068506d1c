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
        ([CivilDate(content.date).text, content.candidate] + content.facts).compactMap { $0 }
            .filter { !$0.isEmpty }.joined(separator: "  ·  ")
    }

    /// What fits on the summary page.
    var summary: [Section] { [outcome, practise, keepAndChange, questions].compactMap { $0 } }

    /// What stands behind the answers.
    var details: [Section] { [measures, coverage, hiring, narrative, observations, notes].compactMap { $0 } }

    private var outcome: Section? {
        var section = Section(title: "How it went", keep: 50)
        section.add(debrief.summary.joined(separator: " "))
        return section
    }

    private var practise: Section? {
        guard let drill = debrief.nextDrill else { return nil }
        var section = Section(title: "Practise next", keep: 60)
        section.blocks.append(.paragraph([TextRun(drill.title, .strong)]))
        section.add(drill.reason)
        return section
    }

    private var keepAndChange: Section? {
        guard !debrief.strengths.isEmpty || !debrief.areas.isEmpty else { return nil }
        var section = Section(title: "Keep and change", keep: 70)
        for (heading, points) in [("Keep", debrief.strengths), ("Change", debrief.areas)] where !points.isEmpty {
            section.blocks.append(.heading(heading))
            section.blocks.append(
                .list(
                    points.prefix(Self.mostPoints).map { point in
                        var runs = [TextRun(point.text, .body)]
                        if let quote = point.quote, let turn = point.turn {
                            runs.append(TextRun(" “\(quote.prefix(160))” (question \(turn))", .aside))
                        }
                        return runs
                    }
                )
            )
        }
        return section
    }

    private var questions: Section? {
        var section = Section(title: "The questions", keep: 60)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "", share: 5, align: .right), Table.Column(title: "Question", share: 60),
                    Table.Column(title: "Answer", share: 25), Table.Column(title: "Score", share: 10, align: .right),
                ],
                rows: debrief.rows.map { row in
                    let state = row.state == "answered" && row.takes > 1 ? "answered, \(row.takes) takes" : row.state
                    return [
                        Table.Cell("\(row.number)", .smallStrong),
                        Table.Cell(row.kind == "followUp" ? "Follow-up: \(row.question)" : row.question),
                        Table.Cell(row.note.map { "\(state); \($0)" } ?? state, .aside),
                        row.score == nil
                            ? Table.Cell("–", .aside) : Table.Cell(Figures.whole(row.score), .smallStrong),
                    ]
                }
            ),
            caption: "One row per question"
        )
        return section.blocks.isEmpty ? nil : section
    }

    private var measures: Section? {
        guard !debrief.measures.isEmpty else { return nil }
        var section = Section(title: "Averages and trends", keep: 100)
        section.add(
            Table(
                columns: [
                    Table.Column(title: "Measure", share: 30), Table.Column(title: "Mean", share: 12, align: .right),
                    Table.Column(title: "Answers", share: 12, align: .right),
                    Table.Column(title: "Within the interview", share: 46),
                ],
                rows: debrief.measures.map { measure in
                    [
                        Table.Cell(measure.name),
                        Table.Cell(
                            measure.decimals == 0 ? Figures.whole(measure.mean) : Figures.tenths(measure.mean),
                            .smallStrong
                        ),
                        Table.Cell("\(measure.count)"), Table.Cell(measure.trend, .aside),
                    ]
                }
            ),
            caption: "Averages over the answers that have the figure"
        )
        return section
    }

    private var coverage: Section? {
        guard !debrief.coverage.isEmpty else { return nil }
        var section = Section(title: "What good answers contain", keep: 80)
        if let note = debrief.coverageNote { section.add(note, .aside) }
        for entry in debrief.coverage {
            section.blocks.append(.heading("Question \(entry.turn): \(entry.topic)"))
            var items = entry.covered.map { [TextRun("Said: \($0)", .body)] }
            items += entry.missing.map { [TextRun("Not found: \($0)", .aside)] }
            section.blocks.append(.list(items))
        }
        return section
    }

    private var hiring: Section? {
        guard let hiring = debrief.hiring else { return nil }
        var section = Section(title: "Hiring estimate", keep: 60)
        section.blocks.append(.paragraph([TextRun("\(hiring.percent) %", .strong)]))
        section.add(hiring.label)
        section.add(hiring.formula, .aside)
        return section
    }

    private var narrative: Section? {
        guard let narrative = debrief.narrative, !narrative.paragraphs.isEmpty else { return nil }
        var section = Section(title: "In prose", keep: 60)
        for paragraph in narrative.paragraphs { section.add(paragraph) }
        return section
    }

    private var observations: Section? {
        guard !debrief.observations.isEmpty else { return nil }
        var section = Section(title: "Observed besides the answers", keep: 60)
        section.add("None of this is in any score.", .aside)
        section.blocks.append(.list(debrief.observations.map { [TextRun($0, .body)] }))
        return section
    }

    private var notes: Section? {
        guard !debrief.notes.isEmpty else { return nil }
        var section = Section(title: "About this debrief", keep: 50)
        section.blocks.append(.list(debrief.notes.map { [TextRun($0, .aside)] }))
        return section
    }
}

extension ReportRenderer {
    /// The report of an interview as PDF bytes: a summary page, one page an answer, then averages, coverage and what else there is.
    package func render(_ content: InterviewContent) throws(ReportError) -> [UInt8] {
        var flow = Flow(try canvas())
        let parts = InterviewParts(content)
        var furniture = Furniture(
            title: content.debrief.title,
            author: content.candidate,
            subject: "Debrief of \(Figures.count(content.debrief.rows.count, "question"))",
            version: content.version,
            date: content.date
        )
        flow.y = 44
        flow.canvas.openChapter("Summary", y: 0)
        flow.label("INTERVIEW DEBRIEF", TextStyle(face: .bold, size: 8, ink: .blue), x: Flow.left, y: flow.y)
        flow.y += 14
        flow.draw(flow.clamp([TextRun(content.debrief.title, .title)], width: Flow.width, to: 2).lines, x: Flow.left)
        flow.y += 2
        flow.draw(flow.clamp([TextRun(parts.facts, .aside)], width: Flow.width, to: 3).lines, x: Flow.left)
        flow.y += 8
        for section in parts.summary { flow.draw(section) }
        furniture.note("summary", pages: 0..<flow.canvas.pageCount)
        for numbered in content.answers {
            let first = flow.canvas.pageCount
            flow.newPage()
            flow.canvas.openChapter("\(numbered.number). \(SeriesFigures.name(numbered.content))", y: 0)
            _ = Summary(numbered.content).draw(on: &flow)
            furniture.note("question \(numbered.number)", pages: first..<flow.canvas.pageCount)
        }
        let details = parts.details
        if !details.isEmpty {
            let first = flow.canvas.pageCount
            flow.newPage()
            flow.y = 44
            flow.canvas.openChapter("Details", y: 0)
            for section in details { flow.draw(section) }
            furniture.note("details", pages: first..<flow.canvas.pageCount)
        }
        return try furniture.finish(&flow)
    }
}

extension HTMLReport {
    /// The page of an interview: its debrief, then every answer with the same parts as on its own page.
    package static func text(for content: InterviewContent) -> String {
        let parts = InterviewParts(content)
        let sections = parts.summary + parts.details
        return page(title: content.debrief.title) { writer in
            writer.element("header") { writer in
                writer.element("p", ["class": "kind"], text: "Interview debrief")
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
            foot(version: content.version, about: Figures.count(content.debrief.rows.count, "question"), &writer)
        }
    }
}
