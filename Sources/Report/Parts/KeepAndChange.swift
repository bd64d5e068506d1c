import Catalogue
import Model

/// Two columns: what to keep, what to change; each remark with the words it is about.
struct KeepAndChange {
    private let evaluation: Evaluation
    private static let limit = 3
    private static let gap = 20.0
    private static let width = (Flow.width - gap) / 2

    /// The columns of one report; nil when there are no remarks.
    init?(_ content: ReportContent) {
        guard let evaluation = content.answer.evaluation,
            !evaluation.strengths.isEmpty || !evaluation.improvements.isEmpty
        else { return nil }
        self.evaluation = evaluation
    }

    /// Draws them; true when something had to be cut.
    func draw(on flow: inout Flow) -> Bool {
        flow.need(90)
        let top = flow.y
        let right = Flow.left + Self.width + Self.gap
        var cut = false
        var ends: [Double] = []
        let columns: [(String, Sign, [Evaluation.Remark], Double)] = [
            ("keep", .yes, evaluation.strengths, Flow.left), ("change", .change, evaluation.improvements, right),
        ]
        for (kind, sign, remarks, x) in columns {
            flow.y = top
            flow.draw(sign, x: x + 4.5, y: top + 8)
            flow.label(Texts["report.\(kind)"], TextStyle(face: .bold, size: 12), x: x + 14, y: top)
            flow.y = top + 19
            if remarks.isEmpty {
                flow.draw(flow.typeset([TextRun(Self.nothing(kind), .aside)], width: Self.width), x: x)
            }
            for remark in remarks.prefix(Self.limit) where !draw(remark, x: x, cut: &cut, on: &flow) { break }
            let more = remarks.count - Self.limit
            if more > 0 {
                cut = true
                flow.label(Texts["report.more", ["n": String(more)]], .aside, x: x, y: flow.y)
                flow.y += 11
            }
            ends.append(flow.y)
        }
        flow.y = (ends.max() ?? top) + 4
        return cut
    }

    /// What stands where there is no remark of a kind.
    static func nothing(_ kind: String) -> String {
        Texts[kind == "keep" ? "report.nothingToKeep" : "report.nothingToChange"]
    }

    /// One remark; false when the page has no room for it.
    private func draw(_ remark: Evaluation.Remark, x: Double, cut: inout Bool, on flow: inout Flow) -> Bool {
        let (text, textCut) = flow.clamp([TextRun(remark.text, .body)], width: Self.width, to: 4)
        let (quote, quoteCut) = flow.clamp(Quotes.runs(Array(remark.evidence.prefix(1))), width: Self.width, to: 3)
        let tall = flow.height(of: text) + (remark.evidence.isEmpty ? 0 : flow.height(of: quote))
        // Further quotes stand in the rubric.
        if textCut || quoteCut { cut = true }
        if tall > flow.room {
            cut = true
            return false
        }
        flow.draw(text, x: x)
        if !remark.evidence.isEmpty { flow.draw(quote, x: x) }
        flow.y += 6
        return true
    }
}
