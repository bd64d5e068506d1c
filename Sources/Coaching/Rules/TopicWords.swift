/// Words that speak of the same thing in questions and answers, so that "conflict" is answered by "we disagreed".
enum TopicWords {
    private static let groups: [[String]] = [
        ["conflict", "disagree", "disagreement", "argument", "argue", "clash", "dispute", "tension", "friction"],
        ["failure", "fail", "mistake", "wrong", "missed", "broke", "error", "regret", "fault", "lost"],
        ["challenge", "difficult", "hard", "problem", "tough", "obstacle", "struggle", "trouble", "crisis"],
        ["leadership", "lead", "led", "leader", "manage", "mentor", "delegate", "coach", "motivate"],
        ["weakness", "struggle", "improve", "weak", "worse", "feedback", "trouble"],
        ["strength", "strong", "best", "skill"],
        ["deadline", "pressure", "late", "urgent", "weeks", "days", "schedule", "stress", "hours", "friday"],
        ["colleague", "coworker", "teammate", "team", "peer", "engineer", "manager", "designer", "boss"],
        ["customer", "client", "user", "buyer", "account", "patient", "guest", "prospect"],
        ["feedback", "criticism", "review", "critique", "told"],
        ["decision", "decide", "chose", "choose", "choice"],
        ["improve", "improvement", "better", "faster", "reduce", "increase", "optimize", "optimise", "speed", "tune"],
        ["slow", "latency", "performance", "fast", "speed", "seconds", "milliseconds", "tune", "index"],
        ["scale", "scaling", "traffic", "load", "million", "shard", "replica", "throughput"],
        ["company", "role", "job", "position", "work"],
        ["database", "table", "query", "sql", "schema", "row", "index"],
        ["debug", "bug", "incident", "outage", "logs", "production", "trace"],
        ["sell", "sale", "deal", "quota", "close", "customer", "prospect", "pitch"],
        ["objection", "expensive", "price", "budget", "concern", "pushback", "refuse"],
        ["revenue", "profit", "profitability", "margin", "cost", "market", "price"],
        ["learn", "taught", "lesson", "study", "course"],
        ["persuade", "convince", "influence", "agree"],
        ["prioritize", "priority", "prioritise", "urgent", "important", "first"],
        ["design", "architecture", "service", "component", "build"],
        ["test", "testing", "tests", "verify", "check"],
    ]
    private static let generic: Set<String> = [
        "tell", "time", "describe", "example", "explain", "give", "question", "answer", "situation", "talk", "walk",
        "say",
        "think", "know", "make", "use", "way", "thing", "handle", "deal", "people", "experience", "something",
        "someone", "had",
        "ever", "would", "work", "difference", "mean", "share", "please", "come", "approach", "discuss", "good",
        "yourself",
    ]
    private static let related: [String: Set<String>] = {
        var related: [String: Set<String>] = [:]
        for group in groups {
            let stems = Set(group.map(Stem.of))
            for stem in stems { related[stem, default: []].formUnion(stems) }
        }
        return related
    }()

    /// The topics of a text: for each content word, the stems that answer to it.
    static func topics(of text: String) -> [Set<String>] {
        var seen: Set<String> = []
        return Token.texts(of: text.prefix(2_000)).compactMap { word in
            let stem = Stem.of(word)
            guard EnglishWords.isContent(word), !generic.contains(word), !generic.contains(stem), word.count > 1 else {
                return nil
            }
            guard seen.insert(stem).inserted else { return nil }
            return (related[stem] ?? []).union([stem])
        }
    }
}
