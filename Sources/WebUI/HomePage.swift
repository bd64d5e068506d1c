import Core
package import Model

/// The page at `/`: one question, the recorder, and what was practised last.
package struct HomePage: Sendable {
    /// An answer whose question is asked once more, with its drill in sight; nil for a fresh start.
    package var again: Answer?
    /// The last answers, newest first, as complete as they are known; the newest done one with a drill gives the drill that is due.
    package var recent: [Answer]
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(again: Answer? = nil, recent: [Answer] = [], viewer: String? = nil) {
        self.again = again
        self.recent = recent
        self.viewer = viewer
    }

    /// The question of a first visit.
    static let firstQuestion = "Tell me about a time you solved a difficult problem."

    /// The document.
    package func html() throws(TemplateError) -> String {
        let due = again ?? recent.first { $0.evaluation?.nextDrill != nil }
        let drill = due?.evaluation?.nextDrill
        let chart = ProgressChart(recent)
        let again = again.flatMap { $0.question.text.isEmpty ? nil : $0 }
        let content = try Templates.fill(
            "home",
            [
                "question": .text(again?.question.text ?? Self.firstQuestion),
                "role": .text(again?.question.role ?? ""), "level": .text(again?.question.level ?? ""),
                "candidate": .text(again?.candidate ?? ""), "isAgain": .flag(again != nil),
                "mode": .text(
                    again.map { $0.provenance.contains { $0.stage == .decode && $0.engine == "typed" } } == true
                        ? "type" : "speak"
                ),
                "hasDrill": .flag(drill != nil), "drillTitle": .text(drill?.title ?? ""),
                "drillReason": .text(drill?.reason ?? ""),
                "drillSteps": .list((drill?.steps ?? []).map { ["step": .text($0)] }),
                "drillQuestion": .text(due?.question.text ?? ""),
                "drillAgain": .text(due.map { "/?again=\($0.id.rawValue)" } ?? "/"),
                "recent": .list(recent.prefix(4).map(HistoryPage.row)), "hasRecent": .flag(!recent.isEmpty),
                "chart": .html(
                    try chart.map { chart throws(TemplateError) in try Templates.fill("chart", chart.values) }
                        ?? HTML(markup: "")
                ),
            ]
        )
        return try PageFrame(
            title: "Practise",
            place: .practise,
            viewer: viewer,
            scripts: ["js/home.js"],
            kind: "home wide"
        )
        .document(content)
    }
}

/// Fillers a minute over the last takes, as a line with the usual band, and the same in words.
struct ProgressChart {
    private static let least = 3
    private static let most = 12.0
    private static let height = 96.0
    private let rates: [(rate: Double, id: AnswerID)]

    /// A chart; nil with fewer than three spoken answers, which show nothing that could be called a course.
    init?(_ answers: [Answer]) {
        rates = answers.reversed().compactMap { answer in
            guard let fillers = answer.delivery?.fillers, fillers.reliability != .none else { return nil }
            return fillers.perMinute.map { ($0, answer.id) }
        }
        guard rates.count >= Self.least else { return nil }
    }

    var values: [String: TemplateValue] {
        let top = max(Self.most, (rates.map(\.rate).max() ?? 0).rounded(.up))
        func y(_ rate: Double) -> Double { Self.height * (1 - rate / top) }
        let points = rates.enumerated().map { index, one -> [String: TemplateValue] in
            let x = 4 + 92 * Double(index) / Double(rates.count - 1)
            return [
                "x": .text(Figures.decimal(x) + "%"), "y": .text(Figures.decimal(y(one.rate))),
                "label": .text("Take \(index + 1): \(Figures.decimal(one.rate)) fillers a minute"),
                "address": .text("/answers/\(one.id.rawValue)"),
            ]
        }
        let lines = zip(rates, rates.dropFirst()).enumerated().map { index, pair -> [String: TemplateValue] in
            func x(_ index: Int) -> String { Figures.decimal(4 + 92 * Double(index) / Double(rates.count - 1)) + "%" }
            return [
                "x1": .text(x(index)), "x2": .text(x(index + 1)), "y1": .text(Figures.decimal(y(pair.0.rate))),
                "y2": .text(Figures.decimal(y(pair.1.rate))),
            ]
        }
        let (first, last) = (rates.first?.rate ?? 0, rates.last?.rate ?? 0)
        return [
            "points": .list(points), "lines": .list(lines), "bandTop": .text(Figures.decimal(y(4))),
            "bandHeight": .text(Figures.decimal(Self.height - y(4))), "first": .text(Figures.decimal(first)),
            "last": .text(Figures.decimal(last)), "count": .text(String(rates.count)),
            "top": .text(Figures.decimal(top, places: 0)),
        ]
    }
}
