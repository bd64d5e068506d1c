import Catalogue
import Core
package import Model

/// The page at `/`: one question, the recorder, and what was practised last.
package struct HomePage: Sendable {
    /// An answer whose question is asked once more, with its drill in sight; nil for a fresh start.
    package var again: Answer?
    /// A question that was chosen elsewhere; nil for the first one.
    package var question: String?
    /// The last answers, newest first, as complete as they are known; the newest done one with a drill gives the drill that is due.
    package var recent: [Answer]
    /// What this installation hears and judges with; nil to say nothing of it.
    package var setup: Setup?
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// What this installation can do, so that its reader expects no more of it.
    package struct Setup: Sendable, Hashable {
        /// The engine that writes the words down.
        package var transcriber: String
        /// Whether recordings leave this machine for it.
        package var isRemote: Bool
        /// The models that judge; empty for fixed rules.
        package var judges: [String]
        /// Whether the reader can change the installation, and so is told how.
        package var isOperator: Bool

        /// An installation.
        package init(transcriber: String, isRemote: Bool, judges: [String], isOperator: Bool) {
            self.transcriber = transcriber
            self.isRemote = isRemote
            self.judges = judges
            self.isOperator = isOperator
        }

        /// What it can do and how it could do more, a sentence each.
        var sentences: [String] {
            let isRough = transcriber == "pocketsphinx"
            let hears =
                isRemote
                ? Texts["setup.outside", ["engine": transcriber]] : Texts[isRough ? "setup.rough" : "setup.hears"]
            let judged =
                judges.isEmpty
                ? Texts["setup.rules"] : Texts["setup.model", ["models": judges.joined(separator: ", ")]]
            guard isOperator else { return [hears, judged] }
            return [
                hears, isRough ? Texts["setup.betterEars"] : nil, judged,
                judges.isEmpty ? Texts["setup.betterJudge"] : nil,
            ]
            .compactMap(\.self)
        }
    }

    /// A page.
    package init(
        again: Answer? = nil,
        question: String? = nil,
        recent: [Answer] = [],
        setup: Setup? = nil,
        viewer: String? = nil
    ) {
        self.setup = setup
        self.again = again?.read
        self.question = question
        self.recent = recent.map(\.read)
        self.viewer = viewer
    }

    /// The question of a first visit.
    static var firstQuestion: String { Texts["home.firstQuestion"] }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let due = again ?? recent.first { $0.evaluation?.nextDrill != nil }
        let drill = due?.evaluation?.nextDrill
        let chart = MeasureChart.fillers(of: recent)
        let again = again.flatMap { $0.question.text.isEmpty ? nil : $0 }
        let content = try Templates.fill(
            "home",
            [
                "question": .text(again?.question.text ?? question ?? Self.firstQuestion),
                "role": .text(again?.question.role ?? ""), "level": .text(again?.question.level ?? ""),
                "candidate": .text(again?.candidate ?? ""), "isAgain": .flag(again != nil),
                "hasLibrary": .flag(PageFrame.Place.built.contains(.questions)),
                "recorder": .html(
                    try Recorder.html(
                        isTyped: again.map { $0.provenance.contains { $0.stage == .decode && $0.engine == "typed" } }
                            ?? false
                    )
                ),
                "sending": .html(try Templates.fill("sending", [:])),
                "isForeign": .flag(Language.current != .english),
                "hasSetup": .flag(setup != nil),
                "setup": .list((setup?.sentences ?? []).map { ["sentence": .text($0)] }),
                "hasDrill": .flag(drill != nil), "drillTitle": .text(drill?.title ?? ""),
                "drillReason": .text(drill?.reason ?? ""),
                "drillSteps": .list((drill?.steps ?? []).map { ["step": .text($0)] }),
                "drillQuestion": .text(due?.question.text ?? ""),
                "drillAgain": .text(due.map { "/?again=\($0.id.rawValue)" } ?? "/"),
                "recent": .list(recent.prefix(4).map(HistoryPage.row)), "hasRecent": .flag(!recent.isEmpty),
                "chart": .html(
                    try chart.map { chart throws(TemplateError) in try chart.html() }
                        ?? HTML(markup: "")
                ),
            ]
        )
        return try PageFrame(
            title: Texts["place.practise"],
            place: .practise,
            viewer: viewer,
            scripts: ["js/home.js"],
            kind: "home wide"
        )
        .document(content)
    }
}

/// The recorder, which several pages have.
enum Recorder {
    /// The card with its tabs.
    ///
    /// - Parameters:
    ///   - isTyped: whether it opens with the field for words.
    ///   - isInterview: whether time to think is given by the page and not chosen in it.
    static func html(isTyped: Bool = false, isInterview: Bool = false) throws(TemplateError) -> HTML {
        try Templates.fill(
            "recorder",
            ["mode": .text(isTyped ? "type" : "speak"), "isInterview": .flag(isInterview)]
        )
    }
}
