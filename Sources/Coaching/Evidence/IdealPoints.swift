import Model

/// The points of an ideal answer and how rules find them in what was said.
struct IdealPoints: Sendable {
    /// Most points compared.
    static let limit = 10
    /// Share of a point's content words that covers it.
    static let coveredShare = 0.6
    /// Share of a point's content words that touches it.
    static let touchedShare = 0.35
    /// How rules compare, for the reader.
    static let rulesNote =
        "Compared by words: a point counts as covered when most of its content words are said close together. The same point in other words "
        + "shows as missing, and the words may be there without the point."
    /// A point is covered from this cosine on, and touched from the lower one on; both lower by ``termsHelp`` where terms are shared too.
    static let coveredCosine = 0.62
    /// See ``coveredCosine``.
    static let touchedCosine = 0.48
    /// How much less nearness a point needs whose content words are said in part.
    static let termsHelp = 0.1
    /// How meanings are compared, for the reader.
    static let meaningNote =
        "Compared by meaning and by terms: a point in other words counts. Whether it is right was not judged."
    /// How a model compares, for the reader.
    static let modelNote =
        "Compared by the model; a covered point rests on words found in the transcript. Another correct answer may miss every point."

    /// The points, in the words of the ideal answer.
    let texts: [String]

    /// The points of a question's ideal answer: its sentences with at least two content words.
    init(_ question: Question) {
        let text = (question.idealAnswer ?? "").prefix(6_000)
        texts = Array(
            ProseSentences.split(String(text), alsoAt: [";", "•"])
                .map { RemarkCheck.tidy($0, limit: 300) }
                .filter { Self.content($0).count >= 2 }
                .prefix(Self.limit)
        )
    }

    /// The comparison by rules; `believing` sees the uncertain words too, and points they would change are left out. Where it was measured
    /// how `near` the answer comes to each point, meaning decides and terms help; else terms alone.
    func compared(
        _ facts: AnswerFacts,
        believing: AnswerFacts?,
        near: [PointNearness] = []
    ) -> IdealComparison? {
        guard !texts.isEmpty else { return nil }
        let byMeaning = near.count == texts.count
        var points: [IdealComparison.Point] = []
        for (index, text) in texts.enumerated() {
            var found = Self.found(text, in: facts)
            if let believing, Self.found(text, in: believing).met != found.met { continue }
            if byMeaning { found = Self.weighed(found, near[index]) }
            points.append(
                IdealComparison.Point(text: text, met: found.met, evidence: found.words.map(facts.spoken.evidence))
            )
        }
        let open = texts.count - points.count
        let note = open == 0 ? "" : " \(open) of \(texts.count) points hang on uncertain words and were left out."
        return IdealComparison(points: points, note: (byMeaning ? Self.meaningNote : Self.rulesNote) + note)
    }

    /// A point by its nearness in meaning and what terms say of it.
    static func weighed(
        _ terms: (met: Evaluation.Met, words: [Range<Int>]),
        _ near: PointNearness
    ) -> (met: Evaluation.Met, words: [Range<Int>]) {
        if terms.met == .yes { return terms }
        let cosine = near.cosine + (terms.met == .partly ? termsHelp : 0)
        if cosine >= coveredCosine { return (.yes, [near.words]) }
        return cosine >= touchedCosine ? (.partly, [near.words]) : (.no, [])
    }

    /// The findings a model is asked for, one per point.
    var leaves: [RubricLeaf] {
        texts.indices.map { index in
            let item = RubricItem(
                id: "\(index + 1)",
                text: "",
                weight: 1,
                kind: .yesPartlyNo,
                rule: nil,
                needsNumber: false
            )
            return RubricLeaf(
                id: "Ideal.\(index + 1)",
                text: "",
                weight: 0,
                criterion: 0,
                levels: [],
                item: item,
                idealPoint: index + 1
            )
        }
    }

    /// The comparison from a model's checked findings.
    func compared(_ findings: [String: Finding], _ spoken: Spoken) -> IdealComparison? {
        let points = zip(texts, leaves).compactMap { text, leaf in
            findings[leaf.id].map {
                IdealComparison.Point(text: text, met: $0.met, evidence: $0.evidence.map(spoken.evidence))
            }
        }
        return points.isEmpty ? nil : IdealComparison(points: points, note: Self.modelNote)
    }

    private static func content(_ text: String) -> Set<String> {
        Set(Token.texts(of: text).filter(EnglishWords.isContent).map(Stem.of))
    }

    /// The stretch of up to three sentences that holds most of a point's words.
    private static func found(_ text: String, in facts: AnswerFacts) -> (met: Evaluation.Met, words: [Range<Int>]) {
        let wanted = Set(content(text).compactMap { facts.numberOfStem[$0] })
        let count = content(text).count
        var held = [Set<Int>](repeating: [], count: facts.spoken.sentences.count)
        for index in facts.usable.indices where facts.usable[index] && wanted.contains(facts.stemNumbers[index]) {
            held[facts.sentence[index]].insert(facts.stemNumbers[index])
        }
        var best: (size: Int, sentences: Range<Int>) = (0, 0..<0)
        for start in held.indices where !held[start].isEmpty {
            var union: Set<Int> = []
            for end in start..<min(held.count, start + 3) {
                union.formUnion(held[end])
                if union.count > best.size { best = (union.count, start..<end + 1) }
            }
        }
        let share = Double(best.size) / Double(max(1, count))
        guard best.size >= 2, share >= touchedShare else { return (.no, []) }
        let window = QuoteWindow(facts.spoken)
        let most = best.sentences.map { held[$0].count }.max() ?? 0
        let telling = best.sentences.filter { held[$0].count >= min(2, most) }
        let words = telling.compactMap { sentence -> Range<Int>? in
            let places = facts.usable.indices.filter {
                facts.sentence[$0] == sentence && facts.usable[$0] && wanted.contains(facts.stemNumbers[$0])
            }
            guard let first = places.first, let last = places.last else { return nil }
            let from = facts.spoken.tokens[first].first
            let core = from..<min(facts.spoken.tokens[last].last + 1, from + 30)
            return window.words(around: core, in: facts.spoken.sentences[sentence])
        }
        return (share >= coveredShare ? .yes : .partly, words)
    }
}
