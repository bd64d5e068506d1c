import Model

/// What a narrative may be about: the evaluation in lines, and every number in it.
struct NarrativeMaterial {
    /// What was judged.
    let request: Judge.Request
    /// How.
    let evaluation: Evaluation
    /// The transcript made ready.
    let spoken: Spoken

    /// The request to a model.
    var modelRequest: LanguageModel.Request {
        LanguageModel.Request(system: NarrativeInstruction.text, prompt: prompt, schema: NarrativeInstruction.schema)
    }

    /// The prompt: material in blocks, then the task.
    var prompt: String {
        let blocks = [
            PromptBlock(name: "question", text: String(request.question.text.prefix(2_000))),
            PromptBlock(name: "transcript", text: transcript),
            PromptBlock(name: "evaluation", text: lines.joined(separator: "\n")),
            PromptBlock(name: "delivery", text: delivery.joined(separator: "\n")),
        ]
        var hash = StableHash()
        for block in blocks { hash.combine(block.text) }
        while blocks.contains(where: { $0.text.contains(hash.hex) }) { hash.combine("again") }
        let tag = hash.hex
        let material = blocks.map { $0.rendered(tag: tag) }.filter { !$0.isEmpty }.joined(separator: "\n")
        return "Material:\n\n\(material)\nTell the speaker how this answer went, in 500 to 700 words."
    }

    /// The evaluation, one fact per line.
    var lines: [String] {
        var lines: [String] = []
        if let score = evaluation.score { lines.append("Score: \(NumberWords.spelling(score)) of 100") }
        if let reason = evaluation.abstained { lines.append("Not scored: \(reason)") }
        if let hiring = evaluation.hiring { lines.append("Hiring estimate for practice: \(hiring.percent) percent") }
        for criterion in evaluation.criteria {
            lines.append(
                "Criterion: \(criterion.title)" + (criterion.score.map { ", \(NumberWords.spelling($0)) of 100" } ?? "")
            )
            for item in criterion.items {
                lines.append("- \(item.met.rawValue): \(item.text) \(item.comment)")
                lines += item.evidence.prefix(2).map { "  said: \"\($0.quote)\"" }
            }
        }
        lines += evaluation.strengths.map { "Keep: \($0.text)" }
        lines += evaluation.improvements.map { "Change: \($0.text)" }
        if !evaluation.missedKeywords.isEmpty {
            lines.append("Not said: \(evaluation.missedKeywords.prefix(12).joined(separator: ", "))")
        }
        for point in evaluation.ideal?.points ?? [] {
            lines.append("Ideal answer, \(point.met.rawValue): \(point.text)")
        }
        if let drill = evaluation.nextDrill { lines.append("Practise next: \(drill.title). \(drill.reason)") }
        return lines
    }

    /// The delivery in lines, only what was measured.
    var delivery: [String] {
        let delivery = request.delivery
        var lines: [String] = []
        if let pace = delivery.wordsPerMinute, request.transcript.accuracy != .low {
            lines.append("Pace: \(Int(pace.rounded())) words per minute")
        }
        if delivery.fillers.reliability != .none, delivery.fillers.total > 0 {
            lines.append("Fillers: \(delivery.fillers.countText)")
        }
        if delivery.pauses.longCount > 0 { lines.append("Silences of a second or more: \(delivery.pauses.longCount)") }
        if let first = evaluation.economy?.timeToFirstPointMs, first >= 1_000 {
            lines.append("Seconds to the first point: \(Int((Double(first) / 1_000).rounded()))")
        }
        return lines
    }

    /// Every number that stands in the material besides the transcript.
    var numbers: Set<String> {
        var numbers: Set<String> = []
        for line in lines + delivery { numbers.formUnion(Token.texts(of: line).filter(Token.isNumber)) }
        for shown in [evaluation.score] + evaluation.criteria.map(\.score) {
            if let shown { numbers.insert(NumberWords.spelling(shown.rounded())) }
        }
        return numbers
    }

    private var transcript: String {
        JudgePrompt(request: request, spoken: spoken, leaves: []).transcript
    }
}
