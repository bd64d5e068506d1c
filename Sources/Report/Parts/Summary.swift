import Catalogue
import Core
import Model

/// Page one: how did it go, what to practise next, what to keep, what to change, and the numbers that matter most.
struct Summary {
    private let content: ReportContent
    private var answer: Answer { content.answer }

    /// The summary of one report.
    init(_ content: ReportContent) { self.content = content }

    /// Draws it and says what had to be cut.
    func draw(on flow: inout Flow) -> LeftOut {
        var leftOut: LeftOut = []
        if drawHead(on: &flow) { leftOut.insert(.question) }
        leftOut.formUnion(ScoreAndDrill(content).draw(on: &flow))
        Tiles(content)?.draw(on: &flow)
        warning(on: &flow)
        if KeepAndChange(content)?.draw(on: &flow) == true { leftOut.insert(.remarks) }
        return leftOut
    }

    /// Draws whose answer it is, to what, and what went wrong; true when the question was cut.
    @discardableResult
    func drawHead(on flow: inout Flow) -> Bool {
        flow.y = 44
        flow.canvas.bookmark(Texts["report.summary"], y: 36)
        heading(on: &flow)
        let isCut = question(on: &flow)
        problem(on: &flow)
        return isCut
    }

    private func heading(on flow: inout Flow) {
        let right = Flow.left + Flow.width
        flow.label(Texts["report.kind"], TextStyle(face: .bold, size: 8, ink: .blue), x: Flow.left, y: flow.y)
        flow.label(CivilDate(content.date).shown, .aside, x: right, y: flow.y, align: .right)
        flow.y += 14
        let name = answer.candidate.flatMap { $0.isEmpty ? nil : $0 } ?? Texts["report.yourAnswer"]
        flow.draw(flow.clamp([TextRun(name, .title)], width: Flow.width, to: 2).lines, x: Flow.left)
        flow.y += 2
        var facts: [String] = []
        let job = [answer.question.level, answer.question.role].compactMap { $0 }.filter { !$0.isEmpty }
        if !job.isEmpty { facts.append(job.joined(separator: " ")) }
        if let company = content.company, !company.isEmpty { facts.append(company) }
        if let interviewer = content.interviewer, !interviewer.isEmpty {
            facts.append(Texts["report.interviewer", ["name": interviewer]])
        }
        if !facts.isEmpty {
            flow.draw(
                flow.clamp([TextRun(facts.joined(separator: "  ·  "), .aside)], width: Flow.width, to: 3).lines,
                x: Flow.left
            )
        }
        page(on: &flow)
        flow.y += 8
        flow.canvas.line(from: (Flow.left, flow.y), to: (right, flow.y), ink: .blue, thickness: 1.2)
        flow.y += 10
    }

    /// What the link to the answer's page says.
    static var linkText: String { Texts["report.link"] }

    /// A link to the answer's page; nothing when that has no address.
    private func page(on flow: inout Flow) {
        guard let link = Link(content.answerURL) else { return }
        let label = flow.typeset([TextRun(Self.linkText, TextStyle.aside.inked(.blue).marked(.underline))])
        let top = flow.y
        flow.draw(label, x: Flow.left)
        guard let line = label.first else { return }
        flow.canvas.link(link, x: Flow.left, y: top, width: line.width, height: line.leading)
    }

    /// The question; true when it was cut.
    private func question(on flow: inout Flow) -> Bool {
        let text = answer.question.text
        guard !text.isEmpty else { return false }
        flow.label(Texts["report.question"], .aside, x: Flow.left, y: flow.y)
        flow.y += 12
        let (lines, cut) = flow.clamp([TextRun(text, .strong)], width: Flow.width, to: 4)
        flow.draw(lines, x: Flow.left)
        if cut { flow.paragraph(Texts["report.questionLater"], .aside) }
        flow.y += 8
        return cut
    }

    private func problem(on flow: inout Flow) {
        guard let problem = answer.problem else { return }
        flow.callout(
            [
                TextRun(Texts["report.failed"] + " ", .smallStrong),
                TextRun(Texts.problem(problem.code, problem.detail), .small),
                TextRun("  (\(problem.code))", .aside),
            ]
        )
    }

    private func warning(on flow: inout Flow) {
        guard answer.transcript?.accuracy == .low else { return }
        flow.callout(Self.lowAccuracy)
    }

    /// What to know about the words of the offline recognizer.
    static var lowAccuracy: [TextRun] {
        [TextRun(Texts["report.roughTitle"] + " ", .smallStrong), TextRun(Texts["report.roughText"], .small)]
    }
}
