import Interview

/// What page one had no room for, missed keywords, and the example answer.
struct Remarks {
    private let content: ReportContent
    private let leftOut: LeftOut

    /// The rest of the remarks; nil when there is none.
    init?(_ content: ReportContent, leftOut: LeftOut) {
        let evaluation = content.answer.evaluation
        let more = evaluation?.missedKeywords.isEmpty == false || evaluation?.exampleAnswer?.isEmpty == false
        let ideal = content.answer.question.idealAnswer?.isEmpty == false
        guard more || ideal || !leftOut.isEmpty else { return nil }
        self.content = content
        self.leftOut = leftOut
    }

    /// Draws the section.
    func draw(on flow: inout Flow) {
        flow.section("More on the content", keep: 60)
        let answer = content.answer
        if leftOut.contains(.question) { part("The whole question", answer.question.text, on: &flow) }
        if leftOut.contains(.reason), let reason = ScoreAndDrill(content).missing {
            part("Why there is no score", reason, on: &flow)
        }
        if leftOut.contains(.drill) {
            flow.subsection("Practise next, in full")
            flow.paragraph(ScoreAndDrill(content).drillRuns)
        }
        guard let evaluation = answer.evaluation else { return ideal(on: &flow) }
        if leftOut.contains(.remarks) {
            remarks("Keep: remarks in full", evaluation.strengths, on: &flow)
            remarks("Change: remarks in full", evaluation.improvements, on: &flow)
        }
        if !evaluation.missedKeywords.isEmpty {
            part(
                "Terms that were expected and not heard",
                evaluation.missedKeywords.joined(separator: " · "),
                on: &flow
            )
        }
        if let example = evaluation.exampleAnswer, !example.isEmpty {
            flow.subsection("An example answer")
            flow.paragraph("An example to learn from, not your words, and not the only good answer.", .aside)
            flow.gap(2)
            flow.paragraph(example, .body)
        }
        ideal(on: &flow)
    }

    private func ideal(on flow: inout Flow) {
        guard let ideal = content.answer.question.idealAnswer, !ideal.isEmpty else { return }
        flow.subsection("The ideal answer that came with the question")
        flow.paragraph(ideal, .body)
    }

    private func part(_ title: String, _ text: String, on flow: inout Flow) {
        flow.subsection(title)
        flow.paragraph(text, .body)
    }

    private func remarks(_ title: String, _ remarks: [Evaluation.Remark], on flow: inout Flow) {
        guard !remarks.isEmpty else { return }
        flow.subsection(title)
        for remark in remarks {
            flow.paragraph(remark.text, .body)
            if !remark.evidence.isEmpty { flow.paragraph(Quotes.runs(remark.evidence)) }
            flow.gap(4)
        }
    }
}
