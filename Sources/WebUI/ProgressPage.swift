import Catalogue
import Core
package import Model

/// The page at `/progress`: how each measure changes over the takes, and what is due to be practised.
package struct ProgressPage: Sendable {
    private static let mostDrills = 4

    /// The last answers, newest first, as complete as they are known.
    package var answers: [Answer]
    /// The question that is looked at alone; nil for all.
    package var question: String?
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(answers: [Answer], question: String? = nil, viewer: String? = nil) {
        self.answers = answers.map(\.read)
        self.question = question
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let shown = question.map { wanted in answers.filter { $0.question.text == wanted } } ?? answers
        let charts = MeasureChart.all(of: shown)
        let questions = Self.questions(answers)
        var drawn = HTML(markup: "")
        for chart in charts { drawn = drawn + (try chart.html()) }
        let content = try Templates.fill(
            "progress",
            [
                "charts": .html(drawn), "hasCharts": .flag(!charts.isEmpty), "isEmpty": .flag(answers.isEmpty),
                "count": .text(Figures.count(shown.count, "take")),
                "isFew": .flag(!answers.isEmpty && charts.isEmpty), "least": .text(String(MeasureChart.least)),
                "hasChoice": .flag(questions.count > 1),
                "questions": .list(
                    questions.map { ["text": .text($0), "isChosen": .flag($0 == question)] }
                ),
                "drills": .list(drills), "hasDrills": .flag(!drills.isEmpty),
            ]
        )
        return try PageFrame(
            title: question.map { "\(Texts["place.progress"]): \($0)" } ?? Texts["place.progress"],
            place: .progress,
            viewer: viewer,
            scripts: ["js/shell.js"],
            kind: "wide"
        ).document(content)
    }

    /// Each question once, the one answered last first.
    private static func questions(_ answers: [Answer]) -> [String] {
        var seen: Set<String> = []
        return answers.map(\.question.text).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    /// What the last take of each question asks to practise, each drill once.
    private var drills: [[String: TemplateValue]] {
        var (questions, titles): (Set<String>, Set<String>) = ([], [])
        let due = answers.filter { answer in
            guard questions.insert(answer.question.text).inserted, let drill = answer.evaluation?.nextDrill else {
                return false
            }
            return titles.insert(drill.title).inserted
        }
        return due.prefix(Self.mostDrills).map { answer in
            [
                "title": .text(answer.evaluation?.nextDrill?.title ?? ""),
                "reason": .text(answer.evaluation?.nextDrill?.reason ?? ""), "question": .text(answer.question.text),
                "address": .text("/?again=\(answer.id.rawValue)"),
            ]
        }
    }
}
