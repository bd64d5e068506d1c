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
            ? "Written by \(narrative?.model ?? "a model"); every number and quotation was checked." : ""
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
                    "You covered \($0.covered.count) of \($0.points.count) points of the ideal answer"
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
                        "said": .text(vote.score.map { "\(Int($0.rounded()))" } ?? vote.reason ?? "no score"),
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
            "width": .text(Figures.share(one.score ?? 0, of: 100)), "met": .text("\(met) of \(one.items.count) points"),
            "items": .list(one.items.map { item($0.text, $0.met, $0.comment, $0.evidence) }),
        ]
    }

    private func item(_ text: String, _ met: Evaluation.Met, _ comment: String, _ evidence: [Evaluation.Evidence])
        -> [String: TemplateValue]
    {
        let (mark, word) =
            switch met {
            case .yes: ("✓", "met")
            case .partly: ("◐", "met in part")
            case .no: ("✗", "not met")
            }
        return [
            "text": .text(text), "state": .text(met.rawValue), "mark": .text(mark), "word": .text(word),
            "comment": .optional(comment.isEmpty ? nil : comment), "quotes": .list(Remarks.quotes(evidence)),
        ]
    }

    private static let partNames: [AnswerEconomy.PartName: String] = [
        .situation: "Situation", .task: "Task", .action: "What you did", .result: "What came of it",
        .other: "Everything else",
    ]

    private var parts: [[String: TemplateValue]] {
        let parts = (answer.evaluation?.economy?.parts ?? []).filter { ($0.durationMs ?? 0) > 0 }
        let whole = parts.reduce(0) { $0 + ($1.durationMs ?? 0) }
        return parts.map { part in
            let ms = part.durationMs ?? 0
            return [
                "name": .text(Self.partNames[part.name] ?? part.name.rawValue),
                "width": .text(Figures.share(Double(ms), of: Double(whole))),
                "seconds": .text("\((ms + 500) / 1000) s"),
            ]
        }
    }

    private var measures: [[String: TemplateValue]] {
        guard let delivery = answer.delivery, (answer.quality?.speechMs ?? 1) > 0 else { return [] }
        var rows: [(String, String)] = []
        if let pace = delivery.wordsPerMinute { rows.append(("Pace", "\(Int(pace.rounded())) words a minute")) }
        if delivery.fillers.reliability != .none {
            let words = delivery.fillers.byWord.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5)
            let list = words.map { "\($0.key) \($0.value)×" }.joined(separator: ", ")
            let about = delivery.fillers.reliability == .lowerBound ? "about " : ""
            rows.append(
                ("Fillers", about + Figures.count(delivery.fillers.total, "filler") + (list.isEmpty ? "" : ": \(list)"))
            )
        }
        rows.append(
            (
                "Pauses",
                "\(Figures.count(delivery.pauses.count, "pause")), \(Figures.seconds(delivery.pauses.totalMs)) in all"
            )
        )
        if delivery.pauses.startLatencyMs >= 200 {
            rows.append(("Before the first word", Figures.seconds(delivery.pauses.startLatencyMs)))
        }
        if let first = answer.evaluation?.economy?.timeToFirstPointMs, first >= 1000 {
            rows.append(("Until the first point", Figures.seconds(first)))
        }
        if !delivery.hedges.isEmpty {
            let said = Set(delivery.hedges.map { $0.text.lowercased() }).sorted().prefix(4).joined(separator: ", ")
            rows.append(("Hedges", "\(delivery.hedges.count): \(said)"))
        }
        if let verdict = answer.quality?.verdict { rows.append(("Sound", verdict.rawValue)) }
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
