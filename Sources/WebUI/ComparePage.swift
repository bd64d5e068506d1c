import Catalogue
import Core
package import Model

/// The page of two takes of one question side by side, with both players in step.
package struct ComparePage: Sendable {
    /// The take before.
    package var before: Answer
    /// The take after it.
    package var after: Answer
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(before: Answer, after: Answer, viewer: String? = nil) {
        self.before = before.read
        self.after = after.read
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let rows = TakeComparison(from: before, to: after).read.rows.filter { $0.before != nil || $0.after != nil }
        let (hasBefore, hasAfter) = (before.recording != nil, after.recording != nil)
        let content = try Templates.fill(
            "compare",
            [
                "question": .text(after.question.text.isEmpty ? Texts["compare.twoTakes"] : after.question.text),
                "takes": .list([take(before, "before"), take(after, "after")]),
                "hasBoth": .flag(hasBefore && hasAfter), "hasRows": .flag(!rows.isEmpty),
                "rows": .list(rows.map(Self.row)),
                "pdf": .text("/v1/answers/\(before.id.rawValue)/compare/\(after.id.rawValue)/report.pdf"),
                "twin": .text("/v1/answers/\(before.id.rawValue)/compare/\(after.id.rawValue)/report.html"),
                "again": .text("/?again=\(after.id.rawValue)"),
            ]
        )
        return try PageFrame(
            title: "\(Texts["compare.twoTakes"]): \(after.question.text)",
            place: .answers,
            viewer: viewer,
            scripts: ["js/compare-page.js"],
            kind: "wide"
        ).document(content)
    }

    private func take(_ answer: Answer, _ name: String) -> [String: TemplateValue] {
        let drill = answer.evaluation?.nextDrill
        return [
            "name": .text(Texts["compare.\(name)"]), "side": .text(name), "when": .html(Figures.time(answer.createdAt)),
            "headline": .text(Headline(of: answer).text), "address": .text("/answers/\(answer.id.rawValue)"),
            "sound": .optional(answer.recording.map { _ in "/v1/answers/\(answer.id.rawValue)/audio" }),
            "drill": .optional(drill?.title),
        ]
    }

    private static func row(_ row: TakeComparison.Row) -> [String: TemplateValue] {
        func figure(_ value: Double?) -> String { value.map { Figures.decimal($0, places: row.decimals) } ?? "–" }
        let change = row.change.map { change in
            change == 0
                ? Texts["compare.asBefore"]
                : "\(change > 0 ? "▲" : "▼") \(Figures.decimal(abs(change), places: row.decimals))"
        }
        return [
            "measure": .text(row.measure), "before": .text(figure(row.before)),
            "after": .text(figure(row.after)),
            "change": .text(change ?? "–"), "note": .optional(row.note.isEmpty ? nil : row.note),
        ]
    }
}
