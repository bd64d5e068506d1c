import Model

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
