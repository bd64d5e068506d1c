import Core
import FoundationEssentials
package import Model
import Questions
import Report

/// Puts the debrief of an interview together from its answers. Pure: the same answers give the same debrief. What was not judged or
/// not measured enters no average, and what was observed besides the answers enters nothing but its own section.
package struct DebriefMaker: Sendable {
    /// Most strengths and most things to change.
    static let mostPoints = 6

    let interview: Interview
    let answers: [AnswerID: Answer]

    /// A maker for an interview and those of its answers that there are.
    package init(_ interview: Interview, answers: [AnswerID: Answer]) {
        self.interview = interview
        self.answers = answers
    }

    /// The debrief.
    ///
    /// - Parameter observations: sentences on what was observed.
    package func debrief(observations: [String] = []) -> InterviewDebrief {
        var debrief = InterviewDebrief(interview: interview.id.rawValue, title: interview.title)
        debrief.rows = interview.turns.enumerated().map { row($0.offset + 1, $0.element) }
        let counted = counting
        let pending = counted.filter { $0.answer.map { $0.status == .queued || $0.status == .running } ?? false }
        debrief.pending = pending.count
        debrief.isPartial =
            !pending.isEmpty || interview.state != .finished || interview.turns.contains { $0.state == .open }
        debrief.measures = measures(counted)
        debrief.strengths = points(counted) { $0.strengths }
        debrief.areas = points(counted) { $0.improvements }
        debrief.coverage = coverage(counted)
        let notes = Set(counted.compactMap { $0.answer?.evaluation?.ideal?.note })
        debrief.coverageNote = notes.sorted().first
        debrief.nextDrill = drill(counted)
        debrief.hiring = hiring(counted)
        debrief.observations = observations
        debrief.notes = interview.notes + limits(counted)
        debrief.summary = summary(debrief)
        return debrief
    }

    private struct Counted {
        var number: Int
        var turn: InterviewTurn
        var answer: Answer?
    }

    /// The turns with their counting answers, numbered as people read them.
    private var counting: [Counted] {
        interview.turns.enumerated().map { place, turn in
            Counted(number: place + 1, turn: turn, answer: turn.counting.flatMap { answers[$0.answer] })
        }
    }

    private func row(_ number: Int, _ turn: InterviewTurn) -> InterviewDebrief.Row {
        let answer = turn.counting.flatMap { answers[$0.answer] }
        var notes: [String] = []
        if let take = turn.counting, answer == nil { notes.append(take.answer.rawValue.isEmpty ? "" : "deleted") }
        if let problem = answer?.problem { notes.append(problem.detail) }
        if answer?.status == .done, answer?.evaluation?.score == nil {
            notes.append(answer?.evaluation?.abstained ?? "not judged")
        }
        let over = overMs(turn, answer)
        if let over { notes.append("\((over + 999) / 1_000) s over the limit") }
        return InterviewDebrief.Row(
            number: number,
            question: turn.question.text,
            kind: turn.kind.rawValue,
            state: turn.state.rawValue,
            answer: turn.counting?.answer,
            status: answer?.status,
            takes: turn.takes.count,
            score: answer?.evaluation?.score,
            note: notes.isEmpty ? nil : notes.joined(separator: "; "),
            overMs: over
        )
    }

    /// By how much an answer was too long: a recording by its own length, a typed answer by the clock.
    private func overMs(_ turn: InterviewTurn, _ answer: Answer?) -> Int? {
        guard interview.plan.limitMs > 0 else { return nil }
        if let duration = answer?.recording?.durationMs {
            let over = duration - interview.plan.limitMs
            return over > InterviewPlan.graceMs ? over : nil
        }
        return turn.counting?.overMs.flatMap { $0 > InterviewPlan.graceMs ? $0 : nil }
    }

    private func measures(_ counted: [Counted]) -> [InterviewDebrief.Measure] {
        func measure(_ name: String, _ decimals: Int, _ value: (Answer) -> Double?) -> InterviewDebrief.Measure? {
            let values = counted.map { entry in entry.answer.flatMap(value).flatMap { $0.isFinite ? $0 : nil } }
            let known = values.compactMap(\.self)
            guard !known.isEmpty else { return nil }
            return InterviewDebrief.Measure(
                name: name,
                mean: rounded(known.reduce(0, +) / Double(known.count)),
                decimals: decimals,
                count: known.count,
                values: values.map { $0.map(rounded) },
                trend: Self.trend(values, decimals: decimals)
            )
        }
        return [
            measure("Score", 0) { $0.evaluation?.score },
            measure("Words a minute", 0) { $0.delivery?.wordsPerMinute },
            // A lower bound is no count.
            measure("Fillers a minute", 1) {
                $0.delivery?.fillers.reliability == .counted ? $0.delivery?.fillers.perMinute : nil
            },
            measure("Long pauses", 1) { ($0.delivery?.pauses.longCount).map(Double.init) },
            measure("Fluency", 0) { $0.delivery?.fluency?.score },
            measure("Steadiness", 0) { $0.delivery?.confidence?.score },
        ].compactMap(\.self)
    }

    private func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }

    private static func trend(_ values: [Double?], decimals: Int) -> String {
        let known = values.compactMap(\.self)
        guard let first = known.first, let last = known.last, known.count > 1 else { return "one answer only" }
        func text(_ value: Double) -> String {
            let scale = decimals == 0 ? 1.0 : 10
            let number = (value * scale).rounded() / scale
            return decimals == 0 ? "\(Int(number))" : "\(number)"
        }
        let ends = "first \(text(first)), last \(text(last))"
        guard let trend = Trend(values) else { return "\(ends); too few answers for a trend" }
        return switch trend.direction {
        case .rising: "\(ends); rises over the interview"
        case .falling: "\(ends); falls over the interview"
        case .none: "\(ends); no clear trend"
        }
    }

    /// Remarks with the same text are one point; the most frequent come first.
    private func points(_ counted: [Counted], _ remarks: (Evaluation) -> [Evaluation.Remark]) -> [InterviewDebrief
        .Point]
    {
        var points: [InterviewDebrief.Point] = []
        for entry in counted {
            guard let evaluation = entry.answer?.evaluation else { continue }
            for remark in remarks(evaluation) {
                if let place = points.firstIndex(where: { $0.text == remark.text }) {
                    if !points[place].turns.contains(entry.number) { points[place].turns.append(entry.number) }
                    continue
                }
                let evidence = remark.evidence.first
                points.append(
                    InterviewDebrief.Point(
                        text: remark.text,
                        turns: [entry.number],
                        quote: evidence?.quote,
                        turn: evidence == nil ? nil : entry.number,
                        startMs: evidence?.startMs
                    )
                )
            }
        }
        let sorted = points.enumerated().sorted {
            ($1.element.turns.count, $0.offset) < ($0.element.turns.count, $1.offset)
        }
        return sorted.prefix(Self.mostPoints).map(\.element)
    }

    private func coverage(_ counted: [Counted]) -> [InterviewDebrief.Coverage] {
        counted.compactMap { entry in
            guard entry.turn.kind == .question, let ideal = entry.answer?.evaluation?.ideal else { return nil }
            return InterviewDebrief.Coverage(
                turn: entry.number,
                topic: entry.turn.question.competency,
                covered: ideal.covered.map(\.text),
                missing: ideal.missing.map(\.text)
            )
        }
    }

    /// The drill that most answers have; among equals that of the answer with the lowest score.
    private func drill(_ counted: [Counted]) -> Evaluation.Drill? {
        let drills = counted.compactMap { entry in
            entry.answer?.evaluation.flatMap { evaluation in
                evaluation.nextDrill.map { (drill: $0, score: evaluation.score ?? 101) }
            }
        }
        let byTitle = Dictionary(grouping: drills, by: \.drill.title)
        let best = byTitle.min { a, b in
            let (low, other) = (a.value.map(\.score).min() ?? 0, b.value.map(\.score).min() ?? 0)
            return (-a.value.count, low, a.key) < (-b.value.count, other, b.key)
        }
        return best?.value.min { $0.score < $1.score }?.drill
    }

    /// The mean of the answers' own estimates; only where a model judged every answer that has a score.
    private func hiring(_ counted: [Counted]) -> HiringEstimate? {
        let scored = counted.compactMap { $0.answer?.evaluation }.filter { $0.score != nil }
        let estimates = scored.compactMap(\.hiring)
        guard !scored.isEmpty, estimates.count == scored.count, let first = estimates.first,
            !scored.contains(where: { $0.engine == "rules" || $0.engine == "none" })
        else { return nil }
        let mean = Double(estimates.reduce(0) { $0 + $1.percent }) / Double(estimates.count)
        return HiringEstimate(
            percent: Int(mean.rounded()),
            formula: "The mean of the estimates of \(estimates.count) judged answers, each: \(first.formula)",
            parts: first.parts.map { part in
                let values = estimates.compactMap { $0.parts.first { $0.name == part.name }?.value }
                return HiringEstimate.Part(
                    name: part.name,
                    weight: part.weight,
                    value: values.reduce(0, +) / Double(max(1, values.count))
                )
            }
        )
    }

    private func limits(_ counted: [Counted]) -> [String] {
        var notes: [String] = []
        let unjudged = counted.count { $0.answer?.status == .done && $0.answer?.evaluation?.score == nil }
        if unjudged > 0 {
            notes.append(
                "\(Self.count(unjudged, "answer")) could not be judged and \(unjudged == 1 ? "is" : "are") in no average of scores."
            )
        }
        let failed = counted.count { $0.answer?.status == .failed }
        if failed > 0 { notes.append("\(Self.count(failed, "answer")) failed; that is not counted against you.") }
        let extra = interview.turns.reduce(0) { $0 + $1.takes.count { $0.isExtra } }
        if extra > 0 {
            notes.append(
                "\(Self.count(extra, "take")) came when the question took no more answers; kept, and not counted."
            )
        }
        return notes
    }

    private func summary(_ debrief: InterviewDebrief) -> [String] {
        let answered = interview.turns.count { $0.state == .answered }
        let skipped = interview.turns.count { $0.state == .skipped }
        var lines = ["You answered \(answered) of \(Self.count(interview.turns.count, "question"))."]
        if skipped > 0 { lines.append("You skipped \(skipped).") }
        if interview.state == .finished, interview.turns.contains(where: { $0.state == .open }) {
            lines.append("The interview ended before its last question, so this covers what there is.")
        }
        if debrief.pending > 0 {
            lines.append("\(Self.count(debrief.pending, "answer")) still being looked at; this debrief will grow.")
        }
        if let score = debrief.measures.first(where: { $0.name == "Score" }) {
            lines.append(
                "The mean score over \(Self.count(score.count, "judged answer")) is \(Int(score.mean.rounded())) of 100."
            )
        }
        if let area = debrief.areas.first, area.turns.count > 1 {
            lines.append("What came up most, in \(area.turns.count) answers: \(area.text)")
        }
        return lines
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
