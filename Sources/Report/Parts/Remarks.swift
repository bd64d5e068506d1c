import Catalogue
import Model

/// What page one had no room for, missed keywords, and the example answer.
struct Remarks {
    /// What a judge sets before its example; the sentence above the example says it here.
    private static let label = "Example, not your words: "

    private let content: ReportContent
    private let leftOut: LeftOut

    /// The rest of the remarks; nil when there is none.
    init?(_ content: ReportContent, leftOut: LeftOut) {
        let evaluation = content.answer.evaluation
        let more = evaluation?.missedKeywords.isEmpty == false || evaluation?.exampleAnswer?.isEmpty == false
        let ideal = content.answer.question.idealAnswer?.isEmpty == false
        let compared = evaluation?.ideal?.points.isEmpty == false
        guard more || ideal || compared || !leftOut.isEmpty else { return nil }
        self.content = content
        self.leftOut = leftOut
    }

    /// The section.
    var section: Section {
        var section = Section(title: Texts["report.moreContent"], keep: 60)
        let answer = content.answer
        if leftOut.contains(.question) { section.add(answer.question.text, under: Texts["report.wholeQuestion"]) }
        if leftOut.contains(.reason), let reason = ScoreAndDrill(content).missing {
            section.add(reason, under: Texts["report.whyNoScore"])
        }
        if leftOut.contains(.drill) {
            section.blocks += [.heading(Texts["report.drillInFull"]), .paragraph(ScoreAndDrill(content).drillRuns)]
        }
        if let evaluation = answer.evaluation {
            if leftOut.contains(.remarks) {
                section.add(evaluation.strengths, under: Texts["report.keepInFull"])
                section.add(evaluation.improvements, under: Texts["report.changeInFull"])
            }
            section.add(
                evaluation.missedKeywords.joined(separator: " · "),
                under: Texts["report.missedTerms"]
            )
            if let example = evaluation.exampleAnswer, !example.isEmpty {
                section.blocks.append(.heading(Texts["report.example"]))
                section.add(Texts["report.exampleText"], .aside)
                section.add(example.hasPrefix(Self.label) ? String(example.dropFirst(Self.label.count)) : example)
            }
        }
        answer.evaluation.flatMap { IdealPart($0) }?.add(to: &section)
        // Without a model the ideal answer is the example.
        if let ideal = answer.question.idealAnswer, answer.evaluation?.exampleAnswer?.hasSuffix(ideal) != true {
            section.add(ideal, under: Texts["report.idealText"])
        }
        return section
    }

    /// Draws the section.
    func draw(on flow: inout Flow) { flow.draw(section) }
}

extension Section {
    /// Adds text under a heading of its own; nothing when there is none.
    fileprivate mutating func add(_ text: String, under title: String) {
        guard !text.isEmpty else { return }
        blocks.append(.heading(title))
        add(text)
    }

    /// Adds remarks with their quotes under a heading.
    fileprivate mutating func add(_ remarks: [Evaluation.Remark], under title: String) {
        guard !remarks.isEmpty else { return }
        blocks.append(.heading(title))
        for remark in remarks {
            add(remark.text)
            if !remark.evidence.isEmpty { blocks.append(.paragraph(Quotes.runs(remark.evidence))) }
        }
    }
}
