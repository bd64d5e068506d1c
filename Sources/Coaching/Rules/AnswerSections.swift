package import Model

/// The sections of an answer to a question that asks for no told experience: what such an answer is made of, and how much of each was said.
struct AnswerSections: Sendable {
    /// The sections in the order a listener expects them; those of which nothing was found have no words.
    let sections: [AnswerEconomy.Section]

    private static let present = [
        "i am", "im", "right now", "at the moment", "these days", "i work as", "i work at", "i run", "i lead",
        "currently",
        "i look after", "today i",
    ]
    private static let past = [
        "before that", "i studied", "i trained", "i started", "i grew up", "i moved", "i worked", "i spent", "i did",
        "after <n> <unit>", "last <when>", "in <year>", "i was", "i learned", "i came", "i used to", "for <n> <unit>",
    ]
    private static let future = [
        "id like", "i would like", "i want", "i am looking", "im looking", "next i", "this role", "this job",
        "you offer",
        "my aim", "i hope", "why im here", "why i am here", "caught my eye",
    ]
    private static let them = [
        "you are", "youre", "your", "you publish", "you repair", "you have", "you need", "this company",
        "the team here",
    ]
    private static let practice = [
        "since then", "now i", "i now", "these days", "i keep", "i have a rule", "i joined", "what i do", "i ask",
        "i started",
        "i practise", "i practice", "i volunteered", "no longer", "i write",
    ]

    /// The sections each kind of question asks for, with their cues; the first is what everything else belongs to.
    private static func plan(_ kind: QuestionKind) -> [(title: String, cues: [String])] {
        switch kind {
        case .aboutYou: [("Where you are now", present), ("What led there", past), ("What you want next", future)]
        case .motivation:
            [("What draws you", them), ("What you bring", past + present), ("Where it leads", future)]
        case .trait:
            [("What it is", []), ("Where it shows", past + CuePhrases.example), ("What you do about it", practice)]
        case .technical:
            [
                ("The answer", []), ("How it works and why", CuePhrases.reasons), ("An example", CuePhrases.example),
                ("Limits and other ways", CuePhrases.tradeoff),
            ]
        case .opinion:
            [("Your view", []), ("Why", CuePhrases.reasons), ("An example", CuePhrases.example + past)]
        case .story: []
        }
    }

    /// The sections of an answer, sentence by sentence; a sentence without cues stays with the one before.
    init(_ sense: RuleSense, kind: QuestionKind) {
        let spoken = sense.facts.spoken
        let plan = Self.plan(kind)
        let hits = plan.map { section in Set(sense.search.hits(section.cues).map(\.sentence)) }
        var sections = plan.map { AnswerEconomy.Section(title: $0.title, words: 0) }
        var current = 0
        for (index, sentence) in spoken.sentences.enumerated() where !plan.isEmpty {
            // The rarer sections come last in the plan and are looked for first.
            current = hits.indices.reversed().first { hits[$0].contains(index) } ?? current
            let from = spoken.words[sentence.lowerBound].span?.startMs
            if sections[current].words == 0 { sections[current].startMs = from }
            sections[current].words += sentence.count
            if let from, let to = spoken.words[sentence.upperBound - 1].span?.endMs {
                sections[current].durationMs = (sections[current].durationMs ?? 0) + max(0, to - from)
            }
        }
        self.sections = sections
    }
}

/// The way to the first point: how many words pass before a sentence says something.
struct AnswerOpening: Sendable {
    /// Words before the first point.
    let words: Int
    /// The first sentence that says something; nil when none does.
    let first: Range<Int>?

    /// The opening of an answer.
    init(_ facts: AnswerFacts) {
        let preambles = Set(CueSearch.plain(CuePhrases.preamble, in: facts))
        var content = [Int](repeating: 0, count: facts.spoken.sentences.count)
        for index in facts.usable.indices where facts.usable[index] && facts.isContent[index] {
            content[facts.sentence[index]] += 1
        }
        let point = facts.spoken.sentences.indices.first { content[$0] >= (preambles.contains($0) ? 7 : 3) }
        first = point.map { facts.spoken.sentences[$0] }
        words = first?.lowerBound ?? facts.spoken.words.count
    }
}

extension CueSearch {
    /// The sentences that hold one of the phrases, whatever else they say.
    static func plain(_ phrases: [String], in facts: AnswerFacts) -> [Int] {
        let tokens = facts.spoken.tokens
        let patterns = Dictionary(grouping: phrases.map { $0.split(separator: " ").map(String.init) }) {
            $0.first ?? ""
        }
        return tokens.indices.flatMap { start in
            (patterns[tokens[start].text] ?? []).filter { pattern in
                start + pattern.count <= tokens.count && zip(pattern, tokens[start...]).allSatisfy { $0 == $1.text }
            }.map { _ in facts.sentence[start] }
        }
    }
}

/// What an answer contains of what its question asks for, found by the rules' cues and by words. Made for choosing a follow-up: in
/// doubt something counts as found, because asking for what was said already is worse than leaving a follow-up out.
package struct AnswerCoverage: Sendable, Hashable {
    /// The parts of a told experience.
    package enum Part: String, Sendable, CaseIterable {
        case situation, task, action, result, reflection
    }

    /// The parts that were found.
    package let parts: Set<Part>
    /// The places of the points that were found.
    package let points: Set<Int>

    /// From this share of a point's content words on the point counts as touched.
    static let touched = 0.3

    /// The coverage of an answer.
    ///
    /// - Parameters:
    ///   - question: what was asked; saying its words again says nothing.
    ///   - points: what a good answer contains.
    ///   - transcript: what was said.
    package init(of transcript: Transcript, to question: String, points: [String]) {
        let sense = RuleSense(question: Question(text: question), spoken: Spoken(transcript, believing: true))
        var parts: Set<Part> = []
        // A judge wants a sentence that says something besides the cue; here the cue alone is enough.
        let plain = " " + sense.facts.spoken.tokens.map(\.text).joined(separator: " ") + " "
        func says(_ phrases: [String]) -> Bool {
            !sense.search.hits(phrases).isEmpty
                || phrases.contains { !$0.contains("<") && !$0.contains("*") && plain.contains(" \($0) ") }
        }
        if says(CuePhrases.situation) { parts.insert(.situation) }
        if says(CuePhrases.task) { parts.insert(.task) }
        if !sense.actions.isEmpty { parts.insert(.action) }
        if says(CuePhrases.result) || sense.quantified.value > 0.3 { parts.insert(.result) }
        if says(CuePhrases.reflection) { parts.insert(.reflection) }
        self.parts = parts
        let facts = sense.facts
        let said = Set(facts.stems.indices.filter { facts.usable[$0] }.map { facts.stems[$0] })
        let asked = Set(Token.texts(of: question).map(Stem.of))
        var found: Set<Int> = []
        for (place, point) in points.enumerated() {
            let words = Token.texts(of: point)
            let content = Set(words.filter(EnglishWords.isContent).map(Stem.of))
            let own = content.subtracting(asked)
            let wanted = own.isEmpty ? content : own
            let common = wanted.intersection(said).count
            let share = Double(common) / Double(max(1, wanted.count))
            if common >= 2 && share >= Self.touched || share >= 0.5 && common >= 1 { found.insert(place) }
            // Points in the words of a plan ("The result and how it was measured") are met by the part they name.
            for (part, names) in Self.named where parts.contains(part) {
                if !content.isDisjoint(with: names) { found.insert(place) }
            }
        }
        self.points = found
    }

    private static let named: [(Part, Set<String>)] = [
        (
            .result,
            stems(
                "result outcome effect impact sign evidence measure measured improvement success number numbers change"
            )
        ),
        (.reflection, stems("learned lesson learnt reflection differently hindsight today since")),
        (.action, stems("steps step action actions did personally help approach")),
        (.situation, stems("situation context background setting")),
        (.task, stems("task goal responsibility aim stake stakes role")),
    ]

    private static func stems(_ words: String) -> Set<String> {
        Set(words.split(separator: " ").map { Stem.of(String($0)) })
    }
}

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
