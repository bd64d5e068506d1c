import Model

/// A model's reply after every check: findings with evidence that stands in the transcript, remarks that may be shown, and how much
/// was dropped.
struct CheckedReply: Sendable, Hashable {
    /// Findings by leaf.
    private(set) var findings: [String: Finding] = [:]
    /// What to keep.
    private(set) var strengths: [Evaluation.Remark] = []
    /// What to change.
    private(set) var improvements: [Evaluation.Remark] = []
    /// The example answer, labelled; nil when there is none.
    private(set) var exampleAnswer: String?
    /// The model's own guess at a hiring percentage; nil when it gave none, or when the speaker talked to the judge.
    private(set) var hiringPercent: Int?
    /// The answer against the ideal one; nil when there is none.
    private(set) var ideal: IdealComparison?
    /// Findings the model called met or partly met.
    private(set) var claimed = 0
    /// Those of them whose evidence was not found in the transcript.
    private(set) var lost = 0
    /// Quotes, remarks and items that did not pass.
    private(set) var dropped: Int

    /// How many findings one passage may support. An answer that is good at everything says more than one thing.
    static let usesOfOnePassage = 3
    /// Fewest claimed findings that can be called malformed together.
    static let minClaimed = 3
    /// Longest example answer, in characters.
    static let maxExample = 2_400

    /// Findings that were made by code and need no check.
    init(
        findings: [String: Finding],
        strengths: [Evaluation.Remark],
        improvements: [Evaluation.Remark],
        exampleAnswer: String?,
        ideal: IdealComparison?
    ) {
        self.ideal = ideal
        self.findings = findings
        self.strengths = strengths
        self.improvements = improvements
        self.exampleAnswer = exampleAnswer
        dropped = 0
    }

    /// Checks a reply against the transcript.
    ///
    /// - Parameter passages: what knowledge documents say: their numbers may be named, and only their letters cited.
    init(
        _ reply: JudgeReply,
        leaves: [RubricLeaf],
        ideal: IdealPoints? = nil,
        spoken: Spoken,
        question: String,
        passages: [KnowledgePassage] = []
    ) {
        let finder = QuoteFinder(spoken)
        let numbers = Set(passages.flatMap { Token.texts(of: $0.text[...]).filter(Token.isNumber) })
        let remarks = RemarkCheck(
            spoken: spoken,
            finder: finder,
            question: question,
            also: numbers,
            letters: passages.isEmpty ? nil : Set(passages.map(\.letter))
        )
        dropped = reply.dropped
        var uses = [Int](repeating: 0, count: spoken.words.count)
        for leaf in leaves {
            guard let item = reply.items[leaf.id], case .share(let share) = item.met else { continue }
            findings[leaf.id] = finding(leaf, share: share, item, finder, remarks, spoken, &uses)
        }
        hiringPercent = spoken.addressedCount == 0 ? reply.hiringPercent : nil
        if let ideal {
            // A passage that carries three findings may still cover a point: the points enter no score.
            var uses = [Int](repeating: 0, count: spoken.words.count)
            var found: [String: Finding] = [:]
            for leaf in ideal.leaves {
                guard let item = reply.items[leaf.id], case .share(let share) = item.met else { continue }
                found[leaf.id] = finding(leaf, share: share, item, finder, remarks, spoken, &uses)
            }
            self.ideal = ideal.compared(found, spoken)
        }
        for remark in reply.strengths {
            if let checked = check(remark, remarks, finder, spoken), !checked.evidence.isEmpty {
                strengths.append(checked)
            } else {
                dropped += 1
            }
        }
        for remark in reply.improvements {
            if let checked = check(remark, remarks, finder, spoken), remark.quotes.isEmpty || !checked.evidence.isEmpty
            {
                improvements.append(checked)
            } else {
                dropped += 1
            }
        }
        let example = RemarkCheck.tidy(reply.exampleAnswer, limit: Self.maxExample)
        if RemarkCheck.hasLink(example) || !remarks.citesWhatIsThere(example) {
            dropped += 1
        } else if !example.isEmpty {
            exampleAnswer = ExampleAnswer.labelled(example)
        }
    }

    /// Whether most of what the model saw rests on words that were not said: such a judgement says nothing about the speaker.
    var isMalformed: Bool { claimed >= Self.minClaimed && lost * 2 > claimed }

    private mutating func finding(
        _ leaf: RubricLeaf,
        share: Double,
        _ item: JudgeReply.Item,
        _ finder: QuoteFinder,
        _ remarks: RemarkCheck,
        _ spoken: Spoken,
        _ uses: inout [Int]
    ) -> Finding {
        var finding = Finding(leaf: leaf.id, value: share, evidence: [], comment: "")
        if !item.comment.isEmpty {
            if let comment = remarks.passed(item.comment) { finding.comment = comment } else { dropped += 1 }
        }
        if !leaf.levels.isEmpty {
            let level = 1 + Int((share * Double(leaf.levels.count - 1)).rounded())
            finding.comment = ["Level \(level) of \(leaf.levels.count).", finding.comment].filter { !$0.isEmpty }
                .joined(separator: " ")
        }
        guard share > 0 else { return finding }
        let counts = leaf.idealPoint == nil
        if counts { claimed += 1 }
        for quote in item.quotes {
            guard let words = finder.find(quote), words.contains(where: { uses[$0] < Self.usesOfOnePassage }) else {
                dropped += 1
                continue
            }
            guard !finding.evidence.contains(words) else { continue }
            finding.evidence.append(words)
        }
        for index in Set(finding.evidence.flatMap { $0 }) { uses[index] += 1 }
        if finding.evidence.isEmpty {
            if item.quotes.isEmpty { dropped += 1 }
            // A passage that was said and carries other findings already is no invention.
            if counts, !item.quotes.contains(where: { finder.find($0) != nil }) { lost += 1 }
            // Whether the question is answered is a verdict over all words; without evidence half of it is believed.
            finding.value = RelevanceGate.asks(leaf) ? min(share, 0.5) : 0
            finding.comment =
                RelevanceGate.asks(leaf)
                ? "The judge quoted nothing that shows it, so it counts in part."
                : "The judge saw this, but its evidence was not found in the transcript, so it does not count."
        } else if leaf.item.needsNumber, !holdsNumber(finding.evidence, spoken) {
            finding.value = min(finding.value, 0.5)
        }
        return finding
    }

    private func holdsNumber(_ evidence: [Range<Int>], _ spoken: Spoken) -> Bool {
        spoken.tokens.contains { token in
            token.isNumber && token.text != "1" && evidence.contains { $0.contains(token.first) }
        }
    }

    private mutating func check(
        _ remark: JudgeReply.Remark,
        _ remarks: RemarkCheck,
        _ finder: QuoteFinder,
        _ spoken: Spoken
    ) -> Evaluation.Remark? {
        guard let text = remarks.passed(remark.text) else { return nil }
        var evidence: [Evaluation.Evidence] = []
        for quote in remark.quotes {
            if let words = finder.find(quote) { evidence.append(spoken.evidence(words)) } else { dropped += 1 }
        }
        return Evaluation.Remark(text: text, evidence: evidence)
    }
}
