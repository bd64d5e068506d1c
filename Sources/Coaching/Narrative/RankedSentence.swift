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
