import Answers
import Model
import Rescoring

/// What `debrief analyze` prints for a person: the same facts as the report's first page, in plain text.
struct TerminalSummary {
    private let answer: Answer

    /// The summary of a finished answer.
    init(_ answer: Answer) { self.answer = answer }

    /// The text, ending with a line break.
    var text: String {
        let parts = [
            verdict, delivery, votes, drill, remarks("Keep", answer.evaluation?.strengths),
            remarks("Change", answer.evaluation?.improvements), economy, ideal, narrative, heard, notes,
        ]
        return parts.compactMap(\.self).joined(separator: "\n\n") + "\n"
    }

    private var verdict: String {
        var lines: [String] = []
        if !answer.question.text.isEmpty {
            lines.append(TextWrap.fold(answer.question.text, indent: "          ", first: "Question  "))
        }
        if let evaluation = answer.evaluation {
            if let score = evaluation.shownScore {
                var line = "Content   \(score) of 100"
                if let range = evaluation.range, range.low != range.high, !evaluation.isShownAsRange {
                    line += " (\(whole(range.low))–\(whole(range.high)))"
                }
                lines.append(line + ", judged by \(evaluation.model ?? evaluation.engine)")
                if let hiring = evaluation.hiring {
                    let meaning = "that an interviewer would go on; for practice, no hiring decision"
                    lines.append("Estimate  \(hiring.percent) % \(meaning)")
                }
            } else {
                lines.append(
                    TextWrap.fold(
                        "no score: \(evaluation.abstained ?? "not judged")",
                        indent: "          ",
                        first: "Content   "
                    )
                )
            }
        }
        if let quality = answer.quality { lines.append("Audio     \(quality.verdict.rawValue)") }
        return lines.joined(separator: "\n")
    }

    private var delivery: String? {
        guard let delivery = answer.delivery else { return nil }
        var lines: [String] = []
        if let pace = delivery.wordsPerMinute {
            lines.append("Pace      \(whole(pace)) words a minute (120–170 is usual)")
        }
        let fillers = delivery.fillers
        var line = "Fillers   " + (fillers.reliability == .none ? "not counted" : fillers.countText)
        if let rate = fillers.perMinute, fillers.total > 0 { line += ", \(tenth(rate)) a minute" }
        let words = fillers.byWord.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(5).map {
            "\($0.key) ×\($0.value)"
        }
        if !words.isEmpty { line += ": " + words.joined(separator: ", ") }
        lines.append(line)
        let pauses = delivery.pauses
        let about = pauses.reliability == .rough ? "about " : ""
        line = "Pauses    \(about)\(pauses.count), \(pauses.longCount) of 1 s or more"
        if let longest = pauses.longest {
            line += "; longest \(tenth(Double(longest.durationMs) / 1000)) s at \(clock(longest.startMs))"
        }
        lines.append(line)
        return lines.joined(separator: "\n")
    }

    private var drill: String? {
        guard let drill = answer.evaluation?.nextDrill else { return nil }
        var lines = ["Practise next: \(drill.title)", TextWrap.fold(drill.reason, indent: "  ")]
        lines += drill.steps.enumerated().map { TextWrap.fold($1, indent: "     ", first: "  \($0 + 1). ") }
        return lines.joined(separator: "\n")
    }

    private func remarks(_ title: String, _ remarks: [Evaluation.Remark]?) -> String? {
        guard let remarks, !remarks.isEmpty else { return nil }
        let lines = remarks.map { remark in
            let quotes = remark.evidence.map { evidence in
                "“\(evidence.quote)”" + (evidence.startMs.map { " [\(clock($0))]" } ?? "")
            }
            return TextWrap.fold(([remark.text] + quotes).joined(separator: " "), indent: "    ", first: "  - ")
        }
        return ([title] + lines).joined(separator: "\n")
    }

    /// What each judge of a panel said.
    private var votes: String? {
        guard let votes = answer.evaluation?.votes, !votes.isEmpty else { return nil }
        let lines = votes.map { vote in
            let range = vote.range.flatMap { $0.low == $0.high ? nil : " (\(whole($0.low))–\(whole($0.high)))" } ?? ""
            let said = vote.score.map { "\(whole($0)) of 100\(range)" } ?? "no score: \(vote.reason ?? "not judged")"
            return TextWrap.fold("\(vote.model): \(said)", indent: "    ", first: "  - ")
        }
        return (["Judges"] + lines).joined(separator: "\n")
    }

    /// Where the answer's time went.
    private var economy: String? {
        guard let economy = answer.evaluation?.economy else { return nil }
        let parts = economy.parts.filter { $0.name != .other }.compactMap { part in
            part.durationMs.map { "\(part.name.rawValue) \(tenth(Double($0) / 1000)) s" }
        }
        var lines: [String] = []
        if !parts.isEmpty { lines.append("  Parts: " + parts.joined(separator: ", ")) }
        if let first = economy.timeToFirstPointMs, first >= 1000 {
            lines.append("  First point after \(tenth(Double(first) / 1000)) s")
        }
        lines += economy.cuts.prefix(5).map { cut in
            let at = cut.startMs.map { " [\(clock($0))]" } ?? ""
            return TextWrap.fold("“\(cut.text)”\(at) \(cut.reason)", indent: "    ", first: "  - ")
        }
        return lines.isEmpty ? nil : (["Where the time went"] + lines).joined(separator: "\n")
    }

    /// The answer against the ideal one.
    private var ideal: String? {
        guard let ideal = answer.evaluation?.ideal, !ideal.points.isEmpty else { return nil }
        let lines = ideal.missing.map { TextWrap.fold("not said: \($0.text)", indent: "    ", first: "  - ") }
        let head = "Against the ideal answer: \(ideal.covered.count) of \(ideal.points.count) points"
        return ([head] + lines).joined(separator: "\n")
    }

    private var narrative: String? {
        guard let narrative = answer.evaluation?.narrative, !narrative.paragraphs.isEmpty else { return nil }
        let who = narrative.model.map { "written by \($0), checked" } ?? "put together from the findings"
        let paragraphs = narrative.paragraphs.map { TextWrap.fold($0, indent: "  ") }
        return (["In words, \(who)"] + paragraphs).joined(separator: "\n")
    }

    private var heard: String? {
        guard let transcript = answer.transcript else { return nil }
        let text = transcript.text.isEmpty ? "No words were recognised." : transcript.text
        let source = transcript.engine == "supplied" ? "The words, as supplied" : "Heard by \(transcript.engineLabel)"
        return "\(source)\n" + TextWrap.fold(text, indent: "  ")
    }

    private var notes: String? {
        let issues = answer.quality?.issues.map(\.detail) ?? []
        let all = answer.notes + issues + (answer.evaluation?.notes ?? []) + (answer.delivery?.notes ?? [])
        var seen: Set<String> = []
        let lines = all.filter { seen.insert($0).inserted }.map { TextWrap.fold($0, indent: "    ", first: "  - ") }
        return lines.isEmpty ? nil : (["What to know about these results"] + lines).joined(separator: "\n")
    }

    private func whole(_ value: Double) -> String { String(Int(value.rounded())) }

    private func tenth(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    private func clock(_ milliseconds: Int) -> String {
        let seconds = milliseconds / 1000
        return "\(seconds / 60):" + (seconds % 60 < 10 ? "0" : "") + "\(seconds % 60)"
    }
}
