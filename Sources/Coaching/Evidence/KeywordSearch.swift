/// Looks for expected terms in what was said, by stems, so that "deploying" meets "deployment pipelines" only when all words do.
struct KeywordSearch: Sendable {
    /// Most terms looked for.
    static let limit = 60

    private let stems: [String]
    private let words: [Range<Int>]

    /// A search over the words of a transcript that count for the content, or over all that were not said to the judge.
    init(_ spoken: Spoken, uncertainToo: Bool = false) {
        let usable = spoken.tokens.indices.filter {
            let word = spoken.tokens[$0].first
            return spoken.counts(word) || (uncertainToo && !spoken.words[word].addressed)
        }
        stems = usable.map { spoken.stems[$0] }
        words = usable.map { spoken.tokens[$0].first..<spoken.tokens[$0].last + 1 }
    }

    /// Where a term was said first; its words stand together, with at most two other words in between.
    func place(of term: String) -> Range<Int>? {
        let wanted = Token.texts(of: term.prefix(200)).map(Stem.of)
        guard let first = wanted.first else { return nil }
        for start in stems.indices where stems[start] == first {
            var at = start
            var found = true
            for stem in wanted.dropFirst() {
                guard let next = stems[at + 1..<min(stems.count, at + 4)].firstIndex(of: stem) else {
                    found = false
                    break
                }
                at = next
            }
            if found { return words[start].lowerBound..<words[at].upperBound }
        }
        return nil
    }

    /// The terms that were not said, in their order, each once.
    func missed(of terms: [String]) -> [String] {
        var seen: Set<String> = []
        return Self.bounded(terms).filter { seen.insert($0.lowercased()).inserted && place(of: $0) == nil }
    }

    /// The terms looked for: the first sixty that hold a word.
    static func bounded(_ terms: [String]) -> [String] {
        Array(terms.prefix(limit).map { RemarkCheck.tidy($0, limit: 80) }.filter { !Token.texts(of: $0).isEmpty })
    }
}
