import Catalogue
import Model

/// The detail of an answer: the criteria, where the time went, the delivery in figures, and how far all of it can be trusted.
struct AnswerDetails {
    private let answer: Answer

    init(_ answer: Answer) { self.answer = answer }

    var values: [String: TemplateValue] {
        let evaluation = answer.evaluation
        let narrative = evaluation?.narrative
        let author =
            narrative?.source == .model
            ? Texts["answer.writtenBy", ["model": narrative?.model ?? Texts["answer.aModel"]]] : ""
        let cuts = evaluation?.economy?.cuts ?? []
        let measures = measures
        return [
            "criteria": .list((evaluation?.criteria ?? []).map(criterion)),
            "hasCriteria": .flag(!(evaluation?.criteria ?? []).isEmpty),
            "missed": .optional(
                evaluation.flatMap { $0.missedKeywords.isEmpty ? nil : $0.missedKeywords.joined(separator: ", ") }
            ),
            "parts": .list(parts), "hasParts": .flag(parts.count > 1),
            "cuts": .list(
                cuts.map { cut in
                    [
                        "reason": .text(cut.reason), "quote": .text(cut.text),
                        "ms": .optional(cut.startMs.map(String.init)),
                        "clock": .text(cut.startMs.map(Figures.clock) ?? ""),
                    ]
                }
            ),
            "hasCuts": .flag(!cuts.isEmpty),
            "ideal": .list(
                (evaluation?.ideal?.points ?? []).map { point in item(point.text, point.met, "", point.evidence) }
            ),
            "idealTitle": .optional(
                evaluation?.ideal.map {
                    Texts[
                        "answer.idealCovered",
                        ["covered": String($0.covered.count), "all": Figures.count($0.points.count, "pointOf")]
                    ]
                }
            ),
            "idealNote": .text(evaluation?.ideal?.note ?? ""),
            "narrative": .list((narrative?.paragraphs ?? []).map { ["paragraph": .text($0)] }),
            "hasNarrative": .flag(narrative?.paragraphs.isEmpty == false),
            "narrativeNote": .text(([author] + (narrative?.notes ?? [])).filter { !$0.isEmpty }.joined(separator: " ")),
            "example": .optional(
                evaluation?.exampleAnswer == answer.question.idealAnswer ? nil : evaluation?.exampleAnswer
            ),
            "sources": .list((evaluation?.sources?.passages ?? []).map(source)),
            "sourcesNotice": .optional(evaluation?.sources?.notice),
            "hasSources": .flag(evaluation?.sources != nil),
            "measures": .list(measures), "hasMeasures": .flag(!measures.isEmpty),
            "issues": .list(
                (answer.quality?.issues ?? []).map { issue in
                    [
                        "text": .text(issue.detail), "ms": .optional(issue.startMs.map(String.init)),
                        "clock": .text(issue.startMs.map(Figures.clock) ?? ""),
                    ]
                }
            ),
            "hasIssues": .flag(answer.quality?.issues.isEmpty == false),
            "votes": .list(
                (evaluation?.votes ?? []).map { vote in
                    [
                        "judge": .text("\(vote.engine) \(vote.model)"),
                        "said": .text(
                            vote.score.map { "\(Int($0.rounded()))" } ?? vote.reason ?? Texts["answer.noScore"]
                        ),
                    ]
                }
            ),
            "hasVotes": .flag(evaluation?.votes?.isEmpty == false),
            "notes": .list(notes.map { ["note": .text($0)] }), "hasNotes": .flag(!notes.isEmpty),
        ]
    }

    private func source(_ passage: KnowledgePassage) -> [String: TemplateValue] {
        [
            "letter": .text(passage.letter), "source": .text(passage.source), "text": .text(passage.text),
            "isCited": .flag(passage.isCited == true),
        ]
    }

    private func criterion(_ one: Evaluation.Criterion) -> [String: TemplateValue] {
        let met = one.items.count { $0.met == .yes }
        return [
            "title": .text(one.title), "score": .optional(one.score.map { String(Int($0.rounded())) }),
            "width": .text(Figures.share(one.score ?? 0, of: 100)),
            "met": .text(
                Texts["answer.metOf", ["met": String(met), "all": Figures.count(one.items.count, "pointOf")]]
            ),
            "items": .list(one.items.map { item($0.text, $0.met, $0.comment, $0.evidence) }),
        ]
    }

    private func item(_ text: String, _ met: Evaluation.Met, _ comment: String, _ evidence: [Evaluation.Evidence])
        -> [String: TemplateValue]
    {
        let (mark, word) =
            switch met {
            case .yes: ("✓", Texts["met.yes"])
            case .partly: ("◐", Texts["met.partly"])
            case .no: ("✗", Texts["met.no"])
            }
        return [
            "text": .text(text), "state": .text(met.rawValue), "mark": .text(mark), "word": .text(word),
            "comment": .optional(comment.isEmpty ? nil : comment), "quotes": .list(Remarks.quotes(evidence)),
        ]
    }

    private var parts: [[String: TemplateValue]] {
        let parts = (answer.evaluation?.economy?.parts ?? []).filter { ($0.durationMs ?? 0) > 0 }
        let whole = parts.reduce(0) { $0 + ($1.durationMs ?? 0) }
        return parts.map { part in
            let ms = part.durationMs ?? 0
            return [
                "name": .text(Texts["part.\(part.name.rawValue)"]),
                "width": .text(Figures.share(Double(ms), of: Double(whole))),
                "seconds": .text("\((ms + 500) / 1000) s"),
            ]
        }
    }

    private var measures: [[String: TemplateValue]] {
        guard let delivery = answer.delivery, (answer.quality?.speechMs ?? 1) > 0 else { return [] }
        var rows: [(String, String)] = []
        if let pace = delivery.wordsPerMinute {
            rows.append((Texts["strip.pace"], Texts["figure.pace", ["n": Figures.decimal(pace, places: 0)]]))
        }
        if delivery.fillers.reliability != .none {
            let words = delivery.fillers.byWord.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            let list = words.map { "\($0.key) \($0.value)×" }.joined(separator: ", ")
            let count = Figures.fillers(delivery.fillers)
            rows.append((Texts["strip.fillers"], count + (list.isEmpty ? "" : ": \(list)")))
        }
        rows.append(
            (
                Texts["answer.pauses"],
                Texts[
                    "answer.pausesInAll",
                    [
                        "pauses": Figures.count(delivery.pauses.count, "pause"),
                        "seconds": Figures.seconds(delivery.pauses.totalMs),
                    ]
                ]
            )
        )
        if delivery.pauses.startLatencyMs >= 200 {
            rows.append((Texts["answer.beforeFirstWord"], Figures.seconds(delivery.pauses.startLatencyMs)))
        }
        if let first = answer.evaluation?.economy?.timeToFirstPointMs, first >= 1000 {
            rows.append((Texts["answer.untilFirstPoint"], Figures.seconds(first)))
        }
        if !delivery.hedges.isEmpty {
            let said = Set(delivery.hedges.map { $0.text.lowercased() }).sorted().prefix(4).joined(separator: ", ")
            rows.append((Texts["answer.hedges"], "\(delivery.hedges.count): \(said)"))
        }
        if let verdict = answer.quality?.verdict {
            rows.append((Texts["answer.sound"], Texts["sound.\(verdict.rawValue)"]))
        }
        return rows.map { ["name": .text($0.0), "value": .text($0.1)] }
    }

    /// Each sentence once, and none that repeats why there is no score.
    private var notes: [String] {
        var seen: Set<String> = []
        let all = answer.notes + (answer.evaluation?.notes ?? []) + (answer.delivery?.notes ?? [])
        return all.filter { note in
            if let reason = answer.evaluation?.abstained, note.contains(reason) { return false }
            return seen.insert(note).inserted
        }
    }
}
