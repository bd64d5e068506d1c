import Interview

/// A narrative put together from the findings: every sentence is a finding, a measurement or the rubric's own advice, so there is nothing
/// to verify. It is shorter than a written one when there is less to tell, and says so.
struct FindingsNarrative {
    private let material: NarrativeMaterial
    private var evaluation: Evaluation { material.evaluation }
    private var delivery: Delivery { material.request.delivery }

    /// A narrative of what the material holds.
    init(_ material: NarrativeMaterial) { self.material = material }

    /// The text.
    var narrative: Narrative {
        let paragraphs = [overall, strengths, criteria, improvements + expectations, spoken, practice, limits]
            .map { $0.filter { !$0.isEmpty }.joined(separator: " ") }.filter { !$0.isEmpty }
        var narrative = Narrative(paragraphs: paragraphs, source: .findings)
        var count = narrative.wordCount
        // The criteria are the longest part and the first to give way.
        while count > NarrativeCheck.words.upperBound, narrative.paragraphs.count > 3 {
            narrative.paragraphs.remove(at: narrative.paragraphs.count > 5 ? 2 : narrative.paragraphs.count - 2)
            count = narrative.wordCount
        }
        narrative.notes.append("Put together from the findings, without a model.")
        if count < NarrativeCheck.words.lowerBound {
            narrative.notes.append("It has \(count) words: there was no more to tell without inventing.")
        }
        return narrative
    }

    private var overall: [String] {
        guard let score = evaluation.score else {
            return [
                "Your answer has no score.", evaluation.abstained ?? "",
                "That says nothing about what you said; it says that a verdict on it would be a guess.",
                "What could be measured and what to practise stands below.",
            ]
        }
        let word =
            switch score {
            case 80...: "a strong answer by this rubric"
            case 60..<80: "a sound answer with room to grow"
            case 40..<60: "an answer that is half way there"
            default: "an answer to build up again from its outline"
            }
        let judged = evaluation.criteria.filter { $0.score != nil }
        let best = judged.max { ($0.score ?? 0) < ($1.score ?? 0) }
        let weakest = judged.min { ($0.score ?? 0) < ($1.score ?? 0) }
        var sentences = ["Your answer reaches \(number(score)) of 100 points: \(word)."]
        if let best, let weakest, best.id != weakest.id, best.score != weakest.score {
            sentences.append(
                "Its best side is \(named(best)) with \(number(best.score ?? 0)) points, its weakest \(named(weakest)) with \(number(weakest.score ?? 0))."
            )
        }
        if let range = evaluation.range, range.high > range.low {
            sentences.append("Several runs gave between \(number(range.low)) and \(number(range.high)) points.")
        }
        return sentences
    }

    private var strengths: [String] {
        guard evaluation.score != nil, !evaluation.strengths.isEmpty else { return [] }
        let openers = ["Keep what works.", "Then:", "And:"]
        return zip(openers, evaluation.strengths).map { opener, remark in
            ["\(opener) \(remark.text)", said(remark.evidence.first)].filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    private var criteria: [String] {
        let judged = evaluation.criteria.filter { $0.score != nil }
        let complete = judged.filter { $0.items.allSatisfy { $0.met == .yes } }
        var sentences: [String] = []
        for criterion in judged {
            let open = open(criterion)
            let points = number(criterion.score ?? 0)
            guard let first = open.first else {
                if !complete.contains(criterion) {
                    sentences.append("On \(named(criterion)) you have \(points) points; only expected terms are open.")
                }
                continue
            }
            sentences.append("On \(named(criterion)) you have \(points) points.")
            let found = first.met == .partly ? "Found in part" : "Looked for and not found"
            sentences.append("\(found): \(lowered(first.text)).")
            if open.count == 2 { sentences.append("One more point is open there.") }
            if open.count > 2 { sentences.append("\(open.count - 1) more points are open there.") }
        }
        if !complete.isEmpty {
            let names = complete.map(named)
            let list =
                names.count == 1 ? names[0] : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
            sentences.append("For \(list) everything that was looked for is there.")
        }
        return sentences
    }

    /// What a criterion still asks for, the missing before the half met; expected terms are told apart.
    private func open(_ criterion: Evaluation.Criterion) -> [Evaluation.Item] {
        let items = criterion.items.filter { !$0.text.hasPrefix("Mentions: ") }
        return items.filter { $0.met == .no } + items.filter { $0.met == .partly }
    }

    private var improvements: [String] {
        guard evaluation.score != nil, let first = evaluation.improvements.first else { return [] }
        var sentences = ["If you change one thing, change this. \(first.text)", about(first.evidence.first)]
        for remark in evaluation.improvements.dropFirst() { sentences.append("After that: \(lowered(remark.text))") }
        return sentences.filter { !$0.isEmpty }.map(stopped)
    }

    private var spoken: [String] {
        var sentences: [String] = []
        if let pace = delivery.wordsPerMinute, material.request.transcript.accuracy != .low, delivery.wordCount >= 50 {
            let verdict = pace > 185 ? "fast" : pace < 95 ? "slow" : "easy to follow"
            sentences.append("You spoke about \(Int(pace.rounded())) words per minute, which is \(verdict).")
        }
        switch delivery.fillers.reliability {
        case .counted where delivery.fillers.total == 0: sentences.append("There was no filler.")
        case .counted: sentences.append("Fillers such as \"um\" came \(times(delivery.fillers.total)).")
        case .lowerBound where delivery.fillers.total > 0:
            sentences.append(
                "Fillers came at least \(times(delivery.fillers.total)); this transcript may leave some out."
            )
        default: break
        }
        let pauses = delivery.pauses
        if pauses.longCount > 0 {
            let longest = pauses.longest.map { ", the longest \(seconds($0.durationMs)) seconds" } ?? ""
            let noun = pauses.longCount == 1 ? "One silence lasted" : "\(pauses.longCount) silences lasted"
            sentences.append("\(noun) a second or more\(longest).")
        }
        if let economy = evaluation.economy {
            if let first = economy.timeToFirstPointMs, first >= 3_000 {
                sentences.append("Your first point came after \(seconds(first)) seconds.")
            } else if economy.wordsToFirstPoint <= 8 {
                sentences.append("You came to the point at once.")
            }
            let timed = economy.parts.filter { $0.name != .other && ($0.durationMs ?? 0) >= 1_000 }
            if timed.count >= 2 {
                let list = timed.map { "\(seconds($0.durationMs ?? 0)) seconds for the \($0.name.rawValue)" }
                sentences.append("Of the time you took \(list.joined(separator: ", ")).")
            }
            if let saved = economy.savedMs, saved >= 3_000 {
                sentences.append("About \(seconds(saved)) seconds could be cut without a loss.")
            }
        }
        return sentences
    }

    private var expectations: [String] {
        var sentences: [String] = []
        if let ideal = evaluation.ideal, !ideal.points.isEmpty {
            sentences.append(
                "Of \(ideal.points.count) points of the ideal answer yours touches \(ideal.covered.count)."
            )
            if let missing = ideal.missing.first {
                sentences.append("One it does not name in these words: \(lowered(missing.text))")
            }
        }
        if !evaluation.missedKeywords.isEmpty {
            sentences.append("Expected and not said: \(evaluation.missedKeywords.prefix(5).joined(separator: ", ")).")
        }
        return sentences.map(stopped)
    }

    private var practice: [String] {
        guard let drill = evaluation.nextDrill else { return [] }
        return ["Practise this next: \(drill.title).", stopped(drill.reason)] + drill.steps.map(stopped)
    }

    private var limits: [String] {
        guard let hiring = evaluation.hiring else { return [] }
        return [
            "As a practice estimate, the hiring percentage of this answer is \(hiring.percent); it is arithmetic over the criteria above and "
                + "no hiring decision.",
            evaluation.engine == "rules"
                ? "All of this rests on the form of your words; whether they are true, only a listener can say." : "",
        ]
    }

    private func named(_ criterion: Evaluation.Criterion) -> String { "“\(criterion.title.lowercased())”" }

    private func said(_ evidence: Evaluation.Evidence?) -> String {
        guard let evidence else { return "" }
        return "Your words\(time(evidence)): “\(quoted(evidence.quote))”."
    }

    private func about(_ evidence: Evaluation.Evidence?) -> String {
        guard let evidence else { return "" }
        return "This is about your words\(time(evidence)): “\(quoted(evidence.quote))”."
    }

    private func quoted(_ text: String) -> String {
        RemarkCheck.tidy(text.filter { !"\"“”".contains($0) }, limit: 160).trimmingPoint
    }

    private func time(_ evidence: Evaluation.Evidence) -> String {
        guard let start = evidence.startMs else { return "" }
        let whole = max(0, start) / 1_000
        return " at \(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    private func seconds(_ milliseconds: Int) -> String {
        let tenths = (Double(milliseconds) / 100).rounded() / 10
        return NumberWords.spelling(tenths >= 10 ? tenths.rounded() : tenths)
    }

    private func number(_ value: Double) -> String { NumberWords.spelling(value) }

    private func times(_ count: Int) -> String { count == 1 ? "once" : count == 2 ? "twice" : "\(count) times" }

    private func lowered(_ text: String) -> String {
        let word = text.prefix { !$0.isWhitespace }
        // "I" and abbreviations keep their capitals.
        guard word.count > 1, word.dropFirst().allSatisfy({ !$0.isUppercase }) else { return text.trimmingPoint }
        return (word.lowercased() + text.dropFirst(word.count)).trimmingPoint
    }

    private func stopped(_ text: String) -> String {
        guard let last = text.last, !".!?".contains(last) else { return text }
        return text + "."
    }
}

extension String {
    /// The text without a full stop at its end.
    fileprivate var trimmingPoint: String { hasSuffix(".") && !hasSuffix("..") ? String(dropLast()) : self }
}
