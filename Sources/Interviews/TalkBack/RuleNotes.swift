import Core
package import Model

/// What is known about a stretch of an answer without a model: the findings that lie in it, each with its rule and where the rule is from.
package enum RuleNotes {
    /// What a finding is about.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case filler, hedge, repetition, pause, pace, keep, change, criterion, cut
    }

    /// One finding.
    package struct Note: Sendable, Hashable, Encodable {
        /// What it is about.
        package var kind: Kind
        /// What was found, with its words or its time.
        package var text: String
        /// The rule behind it.
        package var rule: String
        /// Where the rule is from.
        package var source: String
        /// When the words it is about were said.
        package var startMs: Int?
    }

    /// Most notes about one stretch.
    static let most = 12

    /// The findings in a stretch of words, in the order of their kinds.
    package static func notes(on span: AnswerSpan, of answer: Answer) -> [Note] {
        var notes: [Note] = []
        if let delivery = answer.delivery { notes += spoken(span, delivery) }
        if let evaluation = answer.evaluation { notes += judged(span, evaluation) }
        // The same remark about two of its words is one note.
        var texts: Set<String> = []
        return Array(notes.filter { texts.insert($0.text).inserted }.prefix(most))
    }

    private static func spoken(_ span: AnswerSpan, _ delivery: Delivery) -> [Note] {
        var notes: [Note] = []
        let fillers = delivery.fillers.items.filter { span.holds($0.range, $0.startMs, $0.endMs) }
        if let first = fillers.first {
            let words = fillers.map { "“\($0.text)”" }.joined(separator: ", ")
            notes.append(Note(kind: .filler, text: "Fillers here: \(words).", fillerRule, at: first.startMs))
        }
        let hedges = delivery.hedges.filter { span.holds($0.range, $0.startMs, $0.endMs) }
        if let first = hedges.first {
            let words = hedges.map { "“\($0.text)”" }.joined(separator: ", ")
            notes.append(
                Note(kind: .hedge, text: "Words that take back what you say: \(words).", hedgeRule, at: first.startMs)
            )
        }
        for mark in delivery.repetitions.filter({ span.holds($0.range, $0.startMs, $0.endMs) }).prefix(2) {
            notes.append(Note(kind: .repetition, text: "Said twice: “\(mark.text)”.", repetitionRule, at: mark.startMs))
        }
        let pauses = delivery.pauses.items.filter {
            $0.durationMs >= 1_000 && $0.place != .initial && span.holds(nil, $0.startMs, $0.endMs)
        }
        for pause in pauses.prefix(2) {
            let place = pause.place == .midClause ? "inside a sentence" : "between sentences"
            let seconds = Double(pause.durationMs / 100) / 10
            notes.append(Note(kind: .pause, text: "A pause of \(seconds) s \(place).", pauseRule, at: pause.startMs))
        }
        let paces = delivery.paceCurve.filter { span.holds(nil, $0.startMs, $0.endMs) }.map(\.wordsPerMinute)
        if !paces.isEmpty {
            let mean = Int((paces.reduce(0, +) / Double(paces.count)).rounded())
            if !(120...170).contains(mean) {
                notes.append(Note(kind: .pace, text: "About \(mean) words a minute here.", paceRule, at: span.startMs))
            }
        }
        return notes
    }

    private static func judged(_ span: AnswerSpan, _ evaluation: Evaluation) -> [Note] {
        var notes: [Note] = []
        let judge = evaluation.model ?? evaluation.engine
        let rubric = "Rubric “\(evaluation.rubric)”, judged by \(judge)."
        func touched(_ evidence: [Evaluation.Evidence]) -> Evaluation.Evidence? {
            evidence.first { span.holds($0.quote, $0.startMs, $0.endMs) }
        }
        for (kind, remarks) in [(Kind.change, evaluation.improvements), (.keep, evaluation.strengths)] {
            for remark in remarks {
                guard let words = touched(remark.evidence) else { continue }
                let rule =
                    kind == .change
                    ? "A remark needs words of yours as its evidence: “\(words.quote)”."
                    : "What is praised is quoted, so that you can do it again: “\(words.quote)”."
                notes.append(Note(kind: kind, text: remark.text, (rule, rubric), at: words.startMs))
            }
        }
        for criterion in evaluation.criteria {
            for item in criterion.items {
                guard let words = touched(item.evidence) else { continue }
                let met = item.met == .yes ? "met" : item.met == .partly ? "partly met" : "not met"
                let text = "\(criterion.title), \(met): \(item.text) \(item.comment)"
                notes.append(
                    Note(
                        kind: .criterion,
                        text: text.trimmed,
                        ("The point counts by these words: “\(words.quote)”.", rubric),
                        at: words.startMs
                    )
                )
            }
        }
        for cut in evaluation.economy?.cuts ?? [] where span.holds(cut.text, cut.startMs, cut.endMs) {
            notes.append(
                Note(
                    kind: .cut,
                    text: cut.reason,
                    ("What can go without loss makes the rest heard.", rubric),
                    at: cut.startMs
                )
            )
        }
        return notes
    }

    private typealias Rule = (rule: String, source: String)

    private static let fillerRule: Rule = (
        "A few a minute are usual and hurt little unless they are noticed; up to 2 a minute cost nothing in the score, 14 cost all of the part.",
        "Goetz 2013; Christenfeld 1995"
    )
    private static let hedgeRule: Rule = (
        "Hedges lower the authority listeners hear; up to 1 in 100 words costs nothing in the score.", "Hosman 1989"
    )
    private static let repetitionRule: Rule = (
        "Words said twice in a row are repairs: a sign of planning while speaking. They are shown, and scored only as part of fluency.",
        "Brennan & Williams 1995"
    )
    private static let pauseRule: Rule = (
        "Pauses inside a clause have the strongest link with how fluent a speaker is rated; pauses between sentences help the listener.",
        "Kahng 2018; De Jong & Bosker 2013"
    )
    private static let paceRule: Rule = (
        "120 to 170 words a minute is the band that listeners follow easily.", "Griffiths 1990; Tauroza & Allison 1990"
    )
}

extension RuleNotes.Note {
    fileprivate init(kind: RuleNotes.Kind, text: String, _ rule: (rule: String, source: String), at startMs: Int?) {
        self.init(kind: kind, text: text, rule: rule.rule, source: rule.source, startMs: startMs)
    }
}
