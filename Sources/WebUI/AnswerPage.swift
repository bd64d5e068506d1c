import Catalogue
import Core
package import Model

/// The page of one answer: what to read first, the answer itself, and the detail.
package struct AnswerPage: Sendable {
    /// The answer, as far as it is made.
    package var answer: Answer
    /// The take of the same question before it; nil when there is none.
    package var before: Answer?
    /// The measurements of its sound, for the waveform; nil until they are there.
    package var acoustics: Acoustics?
    /// What readers of links said about it.
    package var readers: [ReaderRemark] = []
    /// Who looks at it; nil without accounts.
    package var viewer: String?

    /// A page.
    package init(answer: Answer, before: Answer? = nil, acoustics: Acoustics? = nil, viewer: String? = nil) {
        self.answer = answer.read
        self.before = before
        self.acoustics = acoustics
        self.viewer = viewer
    }

    /// The document.
    package func html() throws(TemplateError) -> String {
        let name = answer.question.text.isEmpty ? Texts["answer.anAnswer"] : answer.question.text
        let frame = PageFrame(
            title: "\(answer.name ?? name) (\(answer.id.rawValue.suffix(4)))",
            place: .answers,
            viewer: viewer,
            scripts: ["js/answer-page.js"],
            kind: "wide"
        )
        return try frame.document(try Templates.fill("answer", values()))
    }

    private var isTyped: Bool { answer.provenance.contains { $0.stage == .decode && $0.engine == "typed" } }
    private var isWorking: Bool { answer.status == .queued || answer.status == .running }

    private func values() throws(TemplateError) -> [String: TemplateValue] {
        let remarks = Remarks(of: answer.evaluation)
        let strips = try RangeStrip.html(RangeStrip.strips(of: answer, before: before))
        var values: [String: TemplateValue] = [
            "id": .text(answer.id.rawValue), "status": .text(answer.status.rawValue),
            "stage": .text(answer.stage.rawValue),
            "question": .text(answer.question.text.isEmpty ? Texts["recorder.yourAnswer"] : answer.question.text),
            "ownName": .optional(answer.name), "pressed": .text(answer.starred == true ? "true" : "false"),
            "when": .html(Figures.time(answer.createdAt)),
            "about": .optional(about.isEmpty ? nil : about), "headline": .text(Headline(of: answer).text),
            "isWorking": .flag(isWorking),
            "isDone": .flag(answer.status == .done), "isSpoken": .flag(!isTyped),
            "stages": .list(stages), "strips": .html(strips),
            "problem": .optional(answer.problem.map { Texts.problem($0.code, $0.detail) }),
            "problemCode": .text(answer.problem?.code ?? ""),
            "again": .text("/?again=\(answer.id.rawValue)"),
            "before": .optional(
                before.map { "/v1/answers/\($0.id.rawValue)/compare/\(answer.id.rawValue)/report.pdf" }
            ),
            "comparePage": .text(before.map { "/answers/\($0.id.rawValue)/compare/\(answer.id.rawValue)" } ?? ""),
            "keep": .list(remarks.values("keep")), "change": .list(remarks.values("change")),
            "hasKeep": .flag(remarks.all.contains { $0.kind == "keep" }),
            "hasChange": .flag(remarks.all.contains { $0.kind == "change" }),
        ]
        values.merge(drill) { $1 }
        values.merge(score) { $1 }
        values.merge(transcript(remarks)) { $1 }
        values.merge(AnswerDetails(answer).values) { $1 }
        let place = "/answers/\(answer.id)"
        values["readers"] = .html(try ReaderRemark.card(readers, back: place, plays: answer.recording != nil))
        let timeline = TimelineView(answer, acoustics, remarks)
        values["timeline"] = .html(
            try timeline.map { view throws(TemplateError) in try Templates.fill("timeline", view.values) }
                ?? HTML(markup: "")
        )
        return values
    }

    private var about: String {
        let length = answer.recording.map { Figures.clock($0.durationMs) } ?? (isTyped ? Texts["answer.typed"] : nil)
        return [length, answer.question.role, answer.candidate].compactMap { $0?.isEmpty == true ? nil : $0 }.joined(
            separator: " · "
        )
    }

    private var drill: [String: TemplateValue] {
        let drill = answer.evaluation?.nextDrill
        return [
            "hasDrill": .flag(drill != nil), "drillTitle": .text(drill?.title ?? ""),
            "drillReason": .text(drill?.reason ?? ""),
            "drillSteps": .list((drill?.steps ?? []).map { ["step": .text($0)] }),
        ]
    }

    private static let shownStages: [Stage] = [.decode, .transcribe, .analyze, .evaluate, .report]

    private var stages: [[String: TemplateValue]] {
        Self.shownStages.filter { !isTyped || ($0 != .decode && $0 != .transcribe) }.map { stage in
            let state = answer.stage > stage ? "done" : answer.stage == stage ? "now" : ""
            return [
                "stage": .text(stage.rawValue), "name": .text(Texts["stage.\(stage.rawValue)"]), "state": .text(state),
                "isNow": .flag(state == "now"),
            ]
        }
    }

    private var score: [String: TemplateValue] {
        let evaluation = answer.evaluation
        let items = (evaluation?.criteria ?? []).filter { $0.score != nil }.flatMap(\.items)
        let met = items.count { $0.met == .yes }
        let partly = items.count { $0.met == .partly }
        let judge =
            evaluation?.engine == "rules"
            ? Texts["answer.judgedByRules"]
            : Texts["answer.judgedBy", ["judge": evaluation?.model ?? evaluation?.engine ?? "–"]]
        let range = evaluation?.range.flatMap { range in
            // Where the range stands in the score's place it is not said again.
            range.low.rounded() == range.high.rounded() || evaluation?.isShownAsRange == true
                ? nil
                : " "
                    + Texts[
                        evaluation?.engine == "rules" ? "answer.byAPerson" : "answer.overRuns",
                        ["low": Figures.decimal(range.low, places: 0), "high": Figures.decimal(range.high, places: 0)]
                    ]
        }
        return [
            "score": .optional(evaluation?.shownScore),
            "scoreMeaning": .text(
                Texts[
                    partly > 0 ? "answer.metAndPartly" : "answer.met",
                    ["met": String(met), "partly": String(partly), "all": Figures.count(items.count, "pointOf")]
                ]
            ),
            "judge": .text(judge + (range ?? "")),
            "unjudged": .optional(
                isWorking
                    ? nil : evaluation?.score == nil ? evaluation?.abstained ?? Texts["answer.contentNotJudged"] : nil
            ),
        ]
    }

    private func transcript(_ remarks: Remarks) -> [String: TemplateValue] {
        guard let transcript = answer.transcript, !transcript.text.isEmpty else {
            let note = Texts[isWorking ? "answer.wordsComing" : "answer.noWords"]
            return [
                "hasWords": false, "lines": .list([]), "heardNote": .text(note), "canExport": false, "isRough": false,
                "heardTitle": .text(Texts[isTyped ? "answer.whatYouWrote" : "answer.whatWasHeard"]),
            ]
        }
        let source =
            switch transcript.accuracy {
            case .low: ""
            case .supplied: isTyped ? "" : Texts["answer.supplied"]
            case .standard: ""
            }
        let hint = transcript.wordTimes == .none ? "" : Texts["answer.selectToHear"] + " "
        return [
            "hasWords": true,
            "lines": .list(TranscriptView(transcript, delivery: answer.delivery, remarks: remarks).lines()),
            "heardNote": .text(hint + source),
            "canExport": .flag(transcript.wordTimes != .none && !transcript.words.isEmpty),
            "isRough": .flag(transcript.accuracy == .low),
            "heardTitle": .text(Texts[isTyped ? "answer.whatYouWrote" : "answer.whatWasHeard"]),
        ]
    }
}
