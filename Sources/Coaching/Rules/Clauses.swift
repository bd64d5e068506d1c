import Model

/// The clauses of a transcript: stretches of words within a sentence between commas or joining words, each of some length.
struct Clauses: Sendable {
    /// Word ranges that cover every word in order.
    let ranges: [Range<Int>]

    /// Fewest words of a clause; shorter ones stay with their neighbour.
    private static let fewest = 4
    private static let openers: Set<String> = [
        "and", "but", "so", "because", "then", "which", "while", "when", "after", "before", "until",
    ]

    /// The clauses of a transcript.
    init(_ spoken: Spoken) {
        var ranges: [Range<Int>] = []
        for sentence in spoken.sentences {
            var start = sentence.lowerBound
            for index in sentence.dropFirst(Self.fewest) {
                let before = spoken.text(index - 1..<index).last.map { ",;:–—".contains($0) } ?? false
                let opens = Self.openers.contains(Folding.words(spoken.words[index].text).first ?? "")
                guard before || opens, index - start >= Self.fewest, sentence.upperBound - index >= Self.fewest else {
                    continue
                }
                ranges.append(start..<index)
                start = index
            }
            if start < sentence.upperBound { ranges.append(start..<sentence.upperBound) }
        }
        self.ranges = ranges
    }
}

/// The parts of a told experience with their words and times.
struct StoryParts: Sendable {
    /// The parts that were found, in the order of a told experience.
    let parts: [AnswerEconomy.Part]

    /// The parts of an answer, clause by clause.
    init(_ sense: RuleSense) {
        let spoken = sense.facts.spoken
        let clauses = Clauses(spoken).ranges
        let marks: [(name: AnswerEconomy.PartName, words: [Int])] = [
            (.result, Self.words(of: CuePhrases.result, sense)), (.task, Self.words(of: CuePhrases.task, sense)),
            (.situation, Self.words(of: CuePhrases.situation, sense)),
            (.action, sense.actions.map { spoken.tokens[$0.lowerBound].first }),
        ]
        var current = AnswerEconomy.PartName.other
        var parts: [AnswerEconomy.PartName: AnswerEconomy.Part] = [:]
        for clause in clauses {
            let found = Set(marks.filter { $0.words.contains { clause.contains($0) } }.map(\.name))
            let late = clause.lowerBound * 100 >= spoken.words.count * 35
            current = Self.part(found, after: current, late: late)
            let from = spoken.words[clause.lowerBound].span?.startMs
            var part = parts[current] ?? AnswerEconomy.Part(name: current, words: 0, startMs: from)
            part.words += clause.count
            if let from, let to = spoken.words[clause.upperBound - 1].span?.endMs {
                part.durationMs = (part.durationMs ?? 0) + max(0, to - from)
            }
            parts[current] = part
        }
        self.parts = AnswerEconomy.PartName.allCases.compactMap { parts[$0] }
    }

    private static func words(of phrases: [String], _ sense: RuleSense) -> [Int] {
        sense.announced(phrases).map { sense.facts.spoken.tokens[$0.tokens.lowerBound].first }
    }

    /// The part of a clause by its cues and the part before it; a story goes on in its order, and only an action may follow an outcome.
    private static func part(
        _ found: Set<AnswerEconomy.PartName>,
        after current: AnswerEconomy.PartName,
        late: Bool
    ) -> AnswerEconomy.PartName {
        if found.contains(.result), late { return .result }
        if found.contains(.situation), current == .other { return .situation }
        if found.contains(.task), current != .result, current != .action || !late { return .task }
        if found.contains(.action) { return .action }
        if found.contains(.situation), current == .situation { return .situation }
        return current
    }
}
