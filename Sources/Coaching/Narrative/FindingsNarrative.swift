import Model

/// A narrative put together from the findings: every sentence is a finding, a measurement or the rubric's own advice, so there is nothing
/// to verify. What there is to tell decides its length: there is none when it is too little, and a short one says so.
struct FindingsNarrative {
    private let material: NarrativeMaterial

    /// Words after which sentences of a lower rank stay out.
    private static let enough = 560

    /// A narrative of what the material holds.
    init(_ material: NarrativeMaterial) { self.material = material }

    /// The text.
    var narrative: Narrative {
        let content = FindingsSentences(material)
        let speech = SpeechSentences(material)
        let paragraphs = RankedSentence.chosen(
            RankedSentence.once([
                content.overall, content.strengths, content.criteria, content.improvements, content.expectations,
                speech.delivery, speech.economy, content.practice, content.limits,
            ]),
            enough: Self.enough,
            most: NarrativeCheck.words.upperBound
        )
        var narrative = Narrative(paragraphs: paragraphs, source: .findings)
        let count = narrative.wordCount
        if count < NarrativeCheck.leastWords {
            narrative.paragraphs = []
            narrative.notes = [
                "There is no narrative: what was found fills \(count) words, and "
                    + "\(NarrativeCheck.words.lowerBound) of them would be padding."
            ]
            return narrative
        }
        narrative.notes = ["Put together from the findings, without a model."]
        if count < NarrativeCheck.words.lowerBound {
            narrative.notes.append("It has \(count) words: there was no more to tell without inventing.")
        }
        return narrative
    }
}

/// What the findings on the content say, sentence by sentence.
struct FindingsSentences {
    private let evaluation: Evaluation
    private var judged: [Evaluation.Criterion] { evaluation.criteria.filter { $0.score != nil } }

    /// Sentences about an evaluation.
    init(_ material: NarrativeMaterial) { evaluation = material.evaluation }

    private static func first(_ texts: [String]) -> [RankedSentence] { rank(0, texts) }

    private static func rank(_ rank: Int, _ texts: [String]) -> [RankedSentence] {
        texts.filter { !$0.isEmpty }.map { RankedSentence(text: SentenceParts.stopped($0), rank: rank) }
    }

    /// The score and what it is made of.
    var overall: [RankedSentence] {
        guard let score = evaluation.score else {
            return Self.first([
                "Your answer has no score.", evaluation.abstained ?? "",
                "That says nothing about what you said; it says that a verdict on it would be a guess.",
                "What could be measured and what to practise stands below.",
            ])
        }
        let word =
            switch score {
            case 80...: "a strong answer by this rubric"
            case 60..<80: "a sound answer with room to grow"
            case 40..<60: "an answer that is half way there"
            default: "an answer to build up again from its outline"
            }
        let best = judged.max { ($0.score ?? 0) < ($1.score ?? 0) }
        let weakest = judged.min { ($0.score ?? 0) < ($1.score ?? 0) }
        var reached = "Your answer reaches \(number(score)) of 100 points: \(word)."
        if evaluation.isShownAsRange, let range = evaluation.range {
            reached =
                "Your answer probably reaches \(number(range.low)) to \(number(range.high)) of 100 points; fixed rules cannot say more exactly."
        }
        var sentences = Self.first([reached])
        if let best, let weakest, best.id != weakest.id, best.score != weakest.score {
            sentences += Self.first([
                "Its best side is \(named(best)) with \(number(best.score ?? 0)) points, its weakest \(named(weakest)) with \(number(weakest.score ?? 0))."
            ])
        }
        if let range = evaluation.range, range.high > range.low, !evaluation.isShownAsRange {
            sentences += Self.first([
                evaluation.engine == "rules"
                    ? "A person's total would probably lie between \(number(range.low)) and \(number(range.high))."
                    : "Several runs gave between \(number(range.low)) and \(number(range.high)) points."
            ])
        }
        return sentences + Self.rank(1, [counts])
    }

    private var counts: String {
        let items = judged.flatMap(\.items)
        let (yes, partly) = (items.count { $0.met == .yes }, items.count { $0.met == .partly })
        guard items.count > 2 else { return "" }
        return
            "You met \(yes) of \(items.count) points and \(partly) in part."
    }

    /// What to keep, with the words that show it.
    var strengths: [RankedSentence] {
        guard evaluation.score != nil else { return [] }
        let openers = ["Keep what works.", "Then:", "And:"]
        var sentences = zip(openers, evaluation.strengths).map { opener, remark in
            let words = SentenceParts.words(remark.evidence.first)
            let said = words.isEmpty ? "" : " Your words\(words)."
            return RankedSentence(text: "\(opener) \(SentenceParts.stopped(remark.text))\(said)", rank: 0)
        }
        var told = Set(evaluation.strengths.prefix(3).flatMap { $0.evidence.map(\.quote) })
        for item in judged.flatMap(\.items) where item.met != .no && !Self.isTerm(item) {
            guard let evidence = item.evidence.first(where: { !told.contains($0.quote) }) else { continue }
            told.insert(evidence.quote)
            let found = item.met == .yes ? "Also there" : "Begun"
            sentences += Self.rank(
                1,
                ["\(found): \(SentenceParts.lowered(item.text)), shown by your words\(SentenceParts.words(evidence))."]
            )
        }
        return sentences
    }

    /// Each criterion with what is open in it.
    var criteria: [RankedSentence] {
        let complete = judged.filter { $0.items.allSatisfy { $0.met == .yes } }
        var sentences: [RankedSentence] = []
        for criterion in judged {
            let open = open(criterion)
            let points = number(criterion.score ?? 0)
            guard let first = open.first else {
                if !complete.contains(criterion) {
                    sentences += Self.first([
                        "On \(named(criterion)) you have \(points) points; only expected terms are open."
                    ])
                }
                continue
            }
            let found = first.met == .partly ? "Found in part" : "Looked for and not found"
            sentences += Self.first([
                "On \(named(criterion)) you have \(points) points.", "\(found): \(SentenceParts.lowered(first.text)).",
            ])
            for item in open.dropFirst() {
                let more = item.met == .partly ? "Also found only in part" : "Also not found"
                sentences += Self.rank(1, ["\(more): \(SentenceParts.lowered(item.text))."])
            }
            // A judge's own words on an item say more than the item, and passed their check.
            let advice = Set((evaluation.improvements + evaluation.strengths).map(\.text))
            for item in open
            where !item.comment.isEmpty && item.comment.count <= 240 && !advice.contains(item.comment) {
                sentences += Self.rank(2, ["On the point “\(SentenceParts.lowered(item.text))”: \(item.comment)"])
            }
        }
        if !complete.isEmpty {
            sentences += Self.first([
                "For \(SentenceParts.list(complete.map(named))) everything that was looked for is there."
            ])
        }
        return sentences
    }

    /// What a criterion still asks for, the missing before the half met; expected terms are told apart.
    private func open(_ criterion: Evaluation.Criterion) -> [Evaluation.Item] {
        let items = criterion.items.filter { !Self.isTerm($0) }
        return items.filter { $0.met == .no } + items.filter { $0.met == .partly }
    }

    /// Whether an item asks for an expected term.
    private static func isTerm(_ item: Evaluation.Item) -> Bool { item.text.hasPrefix("Mentions: ") }

    /// What to change, the most useful first.
    var improvements: [RankedSentence] {
        guard evaluation.score != nil, let first = evaluation.improvements.first else { return [] }
        var sentences = Self.first(["If you change one thing, change this. \(first.text)", about(first)])
        for remark in evaluation.improvements.dropFirst() {
            sentences += Self.first(["After that: \(SentenceParts.lowered(remark.text))"])
            sentences += Self.rank(1, [about(remark)])
        }
        return sentences
    }

    private func about(_ remark: Evaluation.Remark) -> String {
        let words = SentenceParts.words(remark.evidence.first)
        return words.isEmpty ? "" : "This is about your words\(words)."
    }

    /// The answer against the ideal one and the expected terms.
    var expectations: [RankedSentence] {
        var sentences: [RankedSentence] = []
        if let ideal = evaluation.ideal, !ideal.points.isEmpty {
            sentences += Self.first([
                "You covered \(ideal.covered.count) of \(ideal.points.count) points from the ideal answer."
            ])
            for point in ideal.covered {
                guard let evidence = point.evidence.first else { continue }
                sentences += Self.rank(
                    1,
                    ["It touches “\(SentenceParts.quoted(point.text))”, in your words\(SentenceParts.words(evidence))."]
                )
            }
            if let missing = ideal.missing.first {
                sentences += Self.first([
                    "One it does not name in these words: “\(SentenceParts.quoted(missing.text))”."
                ])
            }
            for point in ideal.missing.dropFirst() {
                sentences += Self.rank(1, ["Nor does it name this: “\(SentenceParts.quoted(point.text))”."])
            }
        }
        if !evaluation.missedKeywords.isEmpty {
            sentences += Self.first([
                "You didn't mention: \(evaluation.missedKeywords.prefix(5).joined(separator: ", "))."
            ])
        }
        return sentences
    }

    /// The drill.
    var practice: [RankedSentence] {
        guard let drill = evaluation.nextDrill else { return [] }
        return Self.first(["Practise this next: \(drill.title).", drill.reason] + drill.steps)
            + Self.rank(
                1,
                evaluation.exampleAnswer == nil
                    ? []
                    : [
                        "The report holds an example answer to the same question; its facts are made up or yours to fill in, so take its order from it and nothing else."
                    ]
            )
    }

    /// What the numbers are and are not.
    var limits: [RankedSentence] {
        let rules = "All of this rests on the form of your words; whether they are true, only a listener can say."
        guard let hiring = evaluation.hiring else {
            guard evaluation.score != nil else { return [] }
            return Self.first(evaluation.engine == "rules" ? [rules] : [])
                + Self.rank(2, Array(evaluation.notes.prefix(3)))
        }
        let parts = hiring.parts.map {
            "\($0.name.lowercased()) \(number($0.value)) × \(NumberWords.spelling($0.weight))"
        }
        return Self.first([
            "As a practice estimate, the hiring percentage of this answer is \(hiring.percent); it is arithmetic over the criteria above and no hiring decision.",
            evaluation.engine == "rules" ? rules : "",
        ])
            + Self.rank(2, parts.isEmpty ? [] : ["Its summands are \(SentenceParts.list(parts))."])
            + Self.rank(2, Array(evaluation.notes.prefix(3)))
    }

    private func named(_ criterion: Evaluation.Criterion) -> String { "“\(criterion.title.lowercased())”" }

    private func number(_ value: Double) -> String { NumberWords.spelling(value) }
}

/// A sentence of a narrative from findings, and how soon it is left out when there is more to tell than fits.
struct RankedSentence: Sendable, Hashable {
    /// The sentence.
    var text: String
    /// 0 for what every narrative has; the higher, the sooner it stays out.
    var rank: Int

    /// How many words it has.
    var wordCount: Int { text.split(whereSeparator: \.isWhitespace).count }

    /// The paragraphs without what an earlier sentence says in the same words: a strength, a drill and a measurement may share theirs.
    static func once(_ paragraphs: [[RankedSentence]]) -> [[RankedSentence]] {
        var told: Set<String> = []
        return paragraphs.map { sentences in
            sentences.compactMap { sentence in
                let parts = ProseSentences.split(sentence.text)
                let fresh = parts.filter { told.insert($0).inserted }
                guard !fresh.isEmpty else { return nil }
                return RankedSentence(text: fresh.joined(separator: " "), rank: sentence.rank)
            }
        }
    }

    /// The paragraphs with as many sentences as fit into `most` words: those of rank 0 first, then others as long as there are fewer
    /// than `enough`. Their order stays.
    static func chosen(_ paragraphs: [[RankedSentence]], enough: Int, most: Int) -> [String] {
        var kept = Set<Place>()
        var count = 0
        let places = paragraphs.enumerated().flatMap { paragraph, sentences in
            sentences.indices.map { Place(paragraph: paragraph, sentence: $0) }
        }
        for rank in 0...(paragraphs.joined().map(\.rank).max() ?? 0) {
            for place in places {
                let sentence = paragraphs[place.paragraph][place.sentence]
                guard sentence.rank == rank, rank == 0 || count < enough, count + sentence.wordCount <= most else {
                    continue
                }
                kept.insert(place)
                count += sentence.wordCount
            }
        }
        return paragraphs.enumerated().map { paragraph, sentences in
            sentences.enumerated().filter { kept.contains(Place(paragraph: paragraph, sentence: $0.offset)) }
                .map(\.element.text).joined(separator: " ")
        }.filter { !$0.isEmpty }
    }

    private struct Place: Hashable {
        var paragraph: Int
        var sentence: Int
    }
}

/// How the sentences of a narrative name numbers, times and the speaker's words.
enum SentenceParts {
    /// Longest quotation, in characters; a longer one ends with an ellipsis at a word.
    private static let longestQuote = 160

    /// The words of some evidence with their time: ` at 0:12: “…”`; empty without evidence.
    static func words(_ evidence: Evaluation.Evidence?) -> String {
        guard let evidence else { return "" }
        return "\(time(evidence.startMs)): “\(quoted(evidence.quote))”"
    }

    /// A quotation without quotation marks of its own and without a full stop at its end.
    static func quoted(_ text: String) -> String {
        withoutPoint(RemarkCheck.tidy(text.filter { !"\"“”".contains($0) }, limit: longestQuote))
    }

    /// ` at 0:12`; empty without a time.
    static func time(_ milliseconds: Int?) -> String {
        guard let milliseconds else { return "" }
        let whole = max(0, milliseconds) / 1_000
        return " at \(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// Seconds with a decimal below ten.
    static func seconds(_ milliseconds: Int) -> String {
        let tenths = (Double(milliseconds) / 100).rounded() / 10
        return NumberWords.spelling(tenths >= 10 ? tenths.rounded() : tenths)
    }

    /// `once`, `twice`, `3 times`.
    static func times(_ count: Int) -> String { count == 1 ? "once" : count == 2 ? "twice" : "\(count) times" }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    /// A sentence as a part of another: without its capital, unless it is one of "I" or of an abbreviation, and without its full stop.
    static func lowered(_ text: String) -> String {
        let word = text.prefix { !$0.isWhitespace }
        guard word.count > 1 || word == "A", word.dropFirst().allSatisfy({ !$0.isUppercase }) else {
            return withoutPoint(text)
        }
        return withoutPoint(word.lowercased() + text.dropFirst(word.count))
    }

    /// A sentence with something at its end that closes it.
    static func stopped(_ text: String) -> String {
        guard let last = text.last, !".!?".contains(last) else { return text }
        return text + "."
    }

    private static func withoutPoint(_ text: String) -> String {
        text.hasSuffix(".") && !text.hasSuffix("..") ? String(text.dropLast()) : text
    }
}
