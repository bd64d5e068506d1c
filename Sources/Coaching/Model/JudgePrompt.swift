import Model

/// Builds what a model is asked. Same request, same run, same text.
struct JudgePrompt {
    /// Stands for words the engine was not sure of.
    static let unclear = "[unclear]"
    /// Stands for sentences that talk to the judge.
    static let leftOut = "[left out]"

    /// What was asked and said.
    let request: Judge.Request
    /// The transcript made ready.
    let spoken: Spoken
    /// The findings asked for.
    let leaves: [RubricLeaf]

    /// The request of one run; runs differ in the order of the items only.
    func request(run: Int) -> LanguageModel.Request {
        LanguageModel.Request(
            system: passages.isEmpty
                ? JudgeInstruction.text : JudgeInstruction.text + "\n\n" + JudgeInstruction.sources,
            prompt: prompt(run: run),
            schema: JudgeSchema.text
        )
    }

    /// The prompt of one run.
    func prompt(run: Int) -> String {
        let points = idealPoints
        let blocks =
            [
                PromptBlock(name: "question", text: String(request.question.text.prefix(2_000))),
                PromptBlock(name: "role", text: role),
                PromptBlock(
                    name: "job description",
                    text: String((request.background.jobDescription ?? "").prefix(6_000))
                ),
                PromptBlock(name: "resume", text: String((request.background.resume ?? "").prefix(6_000))),
                PromptBlock(name: "ideal answer", text: String((request.question.idealAnswer ?? "").prefix(6_000))),
                PromptBlock(name: "expected terms", text: expectedTerms),
                PromptBlock(name: "transcript", text: transcript),
            ] + (points.isEmpty ? [] : [PromptBlock(name: "ideal points", text: points)])
            + (passages.isEmpty ? [] : [PromptBlock(name: "sources", text: sources)])
        let tag = tag(blocks)
        var order = SeededOrder(seed: seed(blocks) &+ UInt64(truncatingIfNeeded: run))
        let material = blocks.map { $0.rendered(tag: tag) }.filter { !$0.isEmpty }.joined(separator: "\n")
        return """
            Checklist, in no particular order:
            \(order.shuffle(leaves).map(Self.line).joined(separator: "\n"))

            Material:

            \(material)
            Assess the answer in the transcript block: one finding for each of the \(leaves.count) items above, then strengths,
            improvements and the example answer.
            """
    }

    /// What knowledge documents say about the question.
    private var passages: [KnowledgePassage] { request.background.passages ?? [] }

    /// The passages by their letters, each with its title, page and similarity.
    private var sources: String {
        String(passages.map { "[\($0.letter)] \($0.source): \($0.text)" }.joined(separator: "\n").prefix(10_000))
    }

    private var role: String {
        [request.question.level, request.question.role].compactMap { $0.map { String($0.prefix(200)) } }.joined(
            separator: " "
        )
    }

    /// The question's keywords, numbered, one per line.
    private var expectedTerms: String {
        KeywordSearch.bounded(request.question.keywords).enumerated().map { index, term in
            "\(index + 1). \(term.split(whereSeparator: \.isNewline).joined(separator: " "))"
        }.joined(separator: "\n")
    }

    /// The points of the ideal answer that findings are asked for, numbered, one per line.
    private var idealPoints: String {
        let asked = Set(leaves.compactMap(\.idealPoint))
        guard !asked.isEmpty else { return "" }
        return IdealPoints(request.question).texts.enumerated().filter { asked.contains($0.offset + 1) }.map {
            "\($0.offset + 1). \($0.element)"
        }.joined(separator: "\n")
    }

    /// The transcript by sentences, one per line, with unclear words and sentences to the judge taken out.
    var transcript: String {
        spoken.sentences.map { sentence in
            var shown: [String] = []
            for index in sentence {
                let word = spoken.words[index]
                let text = word.addressed ? Self.leftOut : word.certain ? spoken.text(index..<index + 1) : Self.unclear
                if shown.last != text || (text != Self.leftOut && text != Self.unclear) { shown.append(text) }
            }
            return shown.joined(separator: " ")
        }.joined(separator: "\n")
    }

    private static func line(_ leaf: RubricLeaf) -> String {
        if let keyword = leaf.keyword {
            return
                "- \(leaf.id): It uses term \(keyword) of the block \"expected terms\", or its meaning, to say something."
        }
        if let point = leaf.idealPoint {
            return "- \(leaf.id): It says point \(point) of the block \"ideal points\", or its meaning."
        }
        var line = "- \(leaf.id): \(PromptBlock.safe(leaf.text).split(separator: "\n").joined(separator: " "))"
        if let partly = leaf.item.partly, leaf.levels.isEmpty { line += " Partly: \(PromptBlock.safe(partly))" }
        for (index, level) in leaf.levels.enumerated() { line += " Level \(index + 1): \(PromptBlock.safe(level))" }
        return line
    }

    private func seed(_ blocks: [PromptBlock]) -> UInt64 {
        var hash = StableHash()
        for block in blocks { hash.combine(block.text) }
        return hash.value
    }

    /// A tag no part of the material contains. The brackets alone keep a block closed; the tag makes it plain to a reader.
    private func tag(_ blocks: [PromptBlock]) -> String {
        var hash = StableHash()
        for block in blocks { hash.combine(block.text) }
        hash.combine("tag")
        while blocks.contains(where: { $0.text.contains(hash.hex) }) { hash.combine("again") }
        return hash.hex
    }
}
