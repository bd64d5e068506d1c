/// Measures how near an answer is to its question from vectors of length 1, whose dot products are cosines.
struct RelevanceMeter {
    /// Vectors of the question and its statement.
    let question: [[Float]]
    /// The answer's passages and words.
    let passages: Passages
    /// The passages' vectors.
    let vectors: [[Float]]
    /// The content words' vectors.
    let words: [[Float]]
    /// For each subject of ``AnswerSubject/all`` the vectors of its texts.
    let subjects: [[[Float]]]

    /// From this cosine of a way to ask on, a question is about a subject.
    private static let about = 0.5
    /// From this cosine on a subject is too near to the question to be its rival.
    private static let akin = 0.45
    /// Fewest rivals a margin can be measured against.
    private static let fewestRivals = 5

    /// The signals; nil when the vectors are too few to say anything.
    func signals(address: Int, isFirstPerson: Double, kind: QuestionKind, namesPlace: Bool) -> RelevanceSignals? {
        guard let asked = question.first, subjects.count == AnswerSubject.all.count, !vectors.isEmpty else {
            return nil
        }
        let near = zip(AnswerSubject.all, subjects).map { subject, vectors in
            vectors.prefix(subject.asks.count).map { Self.dot($0, asked) }.max() ?? 0
        }
        let most = near.max() ?? 0
        let own = near.indices.filter { near[$0] >= Self.about && near[$0] >= most - 0.1 }
        let rivals = near.indices.filter { near[$0] < Self.akin && !own.contains($0) }
        guard rivals.count >= Self.fewestRivals else { return nil }
        let target = question + own.flatMap { subjects[$0] }
        let whole = Self.mean(vectors)
        let mine = Self.topThree(target.map { Self.dot($0, whole) })
        let theirs = rivals.map { Self.topThree(subjects[$0].map { Self.dot($0, whole) }) }
        let mean = theirs.reduce(0, +) / Double(theirs.count)
        let spread = (theirs.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(theirs.count)).squareRoot()
        let sentences = Array(vectors.prefix(passages.sentences))
        guard spread > 1e-6, let genre = AnswerGenre(sentences: sentences, whole: whole) else { return nil }
        return RelevanceSignals(
            nearness: Self.topThree(nearness(to: target)),
            margin: (mine - mean) / spread,
            lead: mine - (theirs.max() ?? mine),
            form: Self.form(address: address, isFirstPerson, kind, namesPlace: namesPlace),
            sense: sense,
            told: genre.lead(.story),
            aside: genre.aside,
            own: genre.lead(kind),
            asked: Self.topThree(nearness(to: question)),
            whole: question.map { Self.dot($0, whole) }.max() ?? 0,
            first: isFirstPerson,
            oddness: genre.oddness,
            kind: kind,
            isNarrow: kind == .story && !own.isEmpty && own.allSatisfy { AnswerSubject.all[$0].isNarrow }
        )
    }

    /// Each passage's best cosine to a set of vectors.
    private func nearness(to target: [[Float]]) -> [Double] {
        vectors.map { passage in target.map { Self.dot($0, passage) }.max() ?? 0 }
    }

    /// The passage nearest to the question.
    var nearest: Range<Int>? {
        let best = nearness(to: question).prefix(passages.sentences).enumerated().max { $0.element < $1.element }
        return best.map { passages.ranges[$0.offset] }
    }

    /// How near the answer comes to each of some points.
    func points(_ points: [[Float]]) -> [PointNearness] {
        points.compactMap { point in
            let best = vectors.map { Self.dot($0, point) }.enumerated().max { $0.element < $1.element }
            return best.map { PointNearness(cosine: $0.element, words: passages.ranges[$0.offset]) }
        }
    }

    /// See ``RelevanceSignals/sense``.
    private var sense: Double {
        guard words.count > 3, words.count == passages.words.count else { return 0 }
        var cosines = [[Double]](repeating: [Double](repeating: -1, count: words.count), count: words.count)
        for one in words.indices {
            for other in one + 1..<max(one + 1, words.count) {
                let cosine = Self.dot(words[one], words[other])
                cosines[one][other] = cosine
                cosines[other][one] = cosine
            }
        }
        let all = cosines.map(Self.topThree).reduce(0, +) / Double(words.count)
        let sentences = passages.wordsOfSentences.filter { $0.count >= 3 }.map { members in
            let nearest = members.map { one in members.map { cosines[one][$0] }.max() ?? 0 }
            return nearest.reduce(0, +) / Double(nearest.count)
        }
        return sentences.isEmpty ? all * 2 : all + sentences.reduce(0, +) / Double(sentences.count)
    }

    /// Whether a question is about the place that asks it, so that its answer speaks of that place: "here", "this company", "us".
    static func namesPlace(_ question: String) -> Bool {
        let words = Folding.words(question.prefix(1_000))
        return !words.contains { $0.hasPrefix("leav") || $0.hasPrefix("left") }
            && words.contains { Passages.places.contains($0) || own.contains($0) }
    }

    private static let own: Set<String> = ["us", "our", "here", "we", "school", "university"]

    /// See ``RelevanceSignals/form``.
    private static func form(address: Int, _ firstPerson: Double, _ kind: QuestionKind, namesPlace: Bool) -> Double {
        switch kind {
        case .motivation: !namesPlace ? 0 : address >= 2 ? 0.5 : address == 1 ? -0.5 : -2.5
        case .aboutYou: address >= 4 ? -2 : address >= 2 ? -1 : 0
        case .story: address >= 2 ? -1 : 0
        case .technical: firstPerson > 0.06 ? -1 : 0
        case .trait, .opinion: 0
        }
    }

    private static func topThree(_ values: [Double]) -> Double {
        let top = values.sorted(by: >).prefix(3)
        return top.isEmpty ? 0 : top.reduce(0, +) / Double(top.count)
    }

    private static func mean(_ vectors: [[Float]]) -> [Float] {
        var sum = [Float](repeating: 0, count: vectors[0].count)
        for vector in vectors { for (index, value) in vector.enumerated() { sum[index] += value } }
        let length = dot(sum, sum).squareRoot()
        return length > 0 ? sum.map { $0 / Float(length) } : sum
    }

    static func dot(_ a: [Float], _ b: [Float]) -> Double {
        var sum: Float = 0
        for index in 0..<min(a.count, b.count) { sum += a[index] * b[index] }
        return Double(sum)
    }
}

/// The passages of an answer that are compared with a question: its sentences, and each pair of neighbours; and its content words.
struct Passages: Sendable {
    /// Most sentences looked at.
    static let limit = 60
    /// Most different content words looked at.
    static let wordLimit = 90
    /// Word ranges: the sentences first, then the pairs.
    let ranges: [Range<Int>]
    /// Their words.
    let texts: [String]
    /// How many of them are single sentences.
    let sentences: Int
    /// The different content words, in the order of their first places.
    let words: [String]
    /// For each sentence the places of its words in ``words``.
    let wordsOfSentences: [[Int]]
    /// Words that address the listener or name the place: "you", "your", "here", "this company".
    let address: Int
    /// The share of the words that are "I", "my", "me".
    let firstPerson: Double
    private static let addressing: Set<String> = ["you", "your", "youre", "youve", "youd", "yours"]
    fileprivate static let places: Set<String> = [
        "company", "role", "job", "team", "position", "place", "firm", "organisation",
    ]
    private static let first: Set<String> = ["i", "my", "me", "im", "ive", "id", "ill"]

    /// The passages of the words that count; sentences of fewer than three words say nothing alone.
    init(_ spoken: Spoken) {
        let whole = spoken.sentences.filter { sentence in
            sentence.count >= 3 && sentence.count(where: spoken.counts) * 2 > sentence.count
        }
        let kept = Array(whole.prefix(Self.limit))
        let pairs = zip(kept, kept.dropFirst()).map { $0.lowerBound..<$1.upperBound }
        ranges = kept + pairs
        texts = ranges.map { String(spoken.text($0).prefix(1_000)) }
        sentences = kept.count
        var places: [String: Int] = [:]
        var words: [String] = []
        var members: [[Int]] = []
        var tokens = spoken.tokens[...]
        for sentence in kept {
            tokens = tokens.drop { $0.first < sentence.lowerBound }
            var own: [Int] = []
            for token in tokens.prefix(while: { $0.first < sentence.upperBound }) where Self.speaks(token.text) {
                if places[token.text] == nil, words.count < Self.wordLimit {
                    places[token.text] = words.count
                    words.append(token.text)
                }
                if let place = places[token.text], !own.contains(place) { own.append(place) }
            }
            members.append(own)
        }
        self.words = words
        wordsOfSentences = members
        let all = spoken.tokens.map(\.text)
        address =
            all.count { Self.addressing.contains($0) }
            + zip(all, all.dropFirst()).count {
                $0 == "this" && Self.places.contains($1) || $0 == "work" && $1 == "here"
            }
        firstPerson = Double(all.count { Self.first.contains($0) }) / Double(max(1, all.count))
    }

    private static func speaks(_ word: String) -> Bool {
        word.utf8.count >= 3 && word.utf8.allSatisfy { (0x61...0x7a).contains($0) } && EnglishWords.isContent(word)
    }
}
