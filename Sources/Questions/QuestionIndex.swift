/// A question found, with how well it fits.
package struct QuestionHit: Sendable, Hashable {
    /// The question.
    package var question: BankQuestion
    /// Higher is better. Scores of text and of meaning are different scales and cannot be compared.
    package var score: Double

    /// A hit.
    package init(question: BankQuestion, score: Double) {
        self.question = question
        self.score = score
    }
}

/// An inverted index over questions, ranked by BM25F: term frequencies of the fields are added with weights, and the sum is
/// saturated once (Robertson, Zaragoza and Taylor, "Simple BM25 extension to multiple weighted fields", 2004).
struct QuestionIndex: Sendable {
    /// Saturation of repeated words.
    private static let k1 = 1.2
    /// Weight of length normalisation, from 0 to 1.
    private static let b = 0.5

    private struct Posting {
        var question: Int
        var frequency: Double
    }

    private var postings: [String: [Posting]] = [:]
    private let count: Int

    /// Indexes questions; places are positions in the list.
    init(_ questions: [BankQuestion]) {
        count = questions.count
        var fields: [[String: Double]] = []
        fields.reserveCapacity(questions.count)
        for question in questions { fields.append(Self.frequencies(question)) }
        let lengths = fields.map { $0.values.reduce(0, +) }
        let mean = max(1, lengths.reduce(0, +) / Double(max(1, count)))
        for (place, terms) in fields.enumerated() {
            let norm = 1 - Self.b + Self.b * lengths[place] / mean
            for (term, frequency) in terms {
                postings[term, default: []].append(Posting(question: place, frequency: frequency / norm))
            }
        }
    }

    /// Scores of the questions that share a word with the query, by place.
    func scores(_ query: String) -> [Int: Double] {
        var scores: [Int: Double] = [:]
        for term in Set(SearchText.tokens(String(query.prefix(2_000)))).sorted() {
            guard let found = postings[term] else { continue }
            let rarity = logarithm((Double(count - found.count) + 0.5) / (Double(found.count) + 0.5) + 1)
            for posting in found {
                scores[posting.question, default: 0] += rarity * posting.frequency / (posting.frequency + Self.k1)
            }
        }
        return scores
    }

    private static func frequencies(_ question: BankQuestion) -> [String: Double] {
        var terms: [String: Double] = [:]
        func add(_ text: String, weight: Double) {
            for token in SearchText.tokens(text) { terms[token, default: 0] += weight }
        }
        add(question.text, weight: 3)
        add(question.competency, weight: 3)
        for skill in question.skills { add(skill, weight: 3) }
        for role in question.roles { add(role, weight: 1) }
        add(question.family, weight: 1)
        add(question.kind.rawValue, weight: 1)
        for point in question.talkingPoints { add(point, weight: 1) }
        return terms
    }
}

/// The natural logarithm of a number of at least 1, without a C library: halving by 2 and the series of artanh.
private func logarithm(_ value: Double) -> Double {
    let exponent = Double(value.exponent)
    let ratio = (value.significand - 1) / (value.significand + 1)
    var term = ratio
    var sum = 0.0
    for power in stride(from: 1.0, through: 31, by: 2) {
        sum += term / power
        term *= ratio * ratio
    }
    return exponent * 0.693147180559945309 + 2 * sum
}

extension QuestionBank {
    /// The questions that pass the filter and fit the words best, best first; ties keep the bank's order. An empty query gives
    /// the filtered questions in the bank's order. `limit` is cut to 1…500.
    package func search(_ query: String, filter: QuestionFilter = .init(), limit: Int = 20) -> [QuestionHit] {
        let limit = min(max(1, limit), 500)
        if SearchText.tokens(String(query.prefix(2_000)), keepingCommon: true).isEmpty {
            return questions.lazy.filter(filter.accepts).prefix(limit).map { QuestionHit(question: $0, score: 0) }
        }
        let scored = index.scores(query).filter { filter.accepts(questions[$0.key]) }
        return scored.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit).map {
            QuestionHit(question: questions[$0.key], score: $0.value)
        }
    }
}
