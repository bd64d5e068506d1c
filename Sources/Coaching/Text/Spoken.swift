import Model

/// A transcript made ready for judging: which of its words are certain, which address the judge instead of the interviewer,
/// where its sentences end, and its comparable tokens.
struct Spoken: Sendable {
    /// One word of the transcript.
    struct Word: Sendable, Hashable {
        /// As the transcript has it.
        var text: String
        /// When it was said.
        var span: TimeSpan?
        /// Whether the engine is sure enough of it for its content to be judged.
        var certain: Bool
        /// Whether it talks to the judge ("ignore your instructions"); such words are no answer.
        var addressed = false
    }

    /// Most words looked at; an hour of fast speech has fewer.
    static let wordLimit = 12_000

    /// Below this certainty an offline recognizer's word is left out of content judging: at 0.7 and above 94 % of its words
    /// were right on real speech.
    static let lowAccuracyCertainty = 0.7
    /// Below this certainty a service's word is left out; services score more generously, so only plain guesses fall.
    static let standardCertainty = 0.4

    /// The words.
    private(set) var words: [Word]
    /// Whether the transcript had more words than are looked at.
    let truncated: Bool
    /// Sentences as ranges of word indices, in order, covering every word.
    let sentences: [Range<Int>]
    /// The comparable tokens in order.
    let tokens: [Token]
    /// The tokens' stems.
    let stems: [String]
    /// What to expect of the words.
    let accuracy: Transcript.Accuracy
    private let texts: [Substring?]

    /// Reads a transcript; `believing` takes every word as certain, to see what a doubt would change.
    init(_ transcript: Transcript, believing: Bool = false) {
        let threshold: Double? =
            switch believing ? .supplied : transcript.accuracy {
            case .low: Self.lowAccuracyCertainty
            case .standard: Self.standardCertainty
            case .supplied: nil
            }
        var source = transcript.words
        if source.isEmpty {
            source = transcript.text.prefix(400_000).split(whereSeparator: \.isWhitespace).map {
                Transcript.Word(text: String($0))
            }
        }
        truncated = source.count > Self.wordLimit
        accuracy = transcript.accuracy
        let kept = source.prefix(Self.wordLimit)
        words = kept.map { word in
            // An offline recognizer that does not say how sure it is gives no reason to trust the word.
            let unknown = transcript.accuracy != .low
            let certain = threshold.map { limit in word.confidence.map { $0 >= limit } ?? unknown } ?? true
            return Word(text: String(word.text.prefix(200)), span: word.span, certain: certain)
        }
        let placement = WordPlacement(words: kept.map(\.text), in: transcript.text)
        texts = placement.texts
        tokens = Token.tokens(of: words.map(\.text))
        stems = tokens.map { Stem.of($0.text) }
        sentences = Sentences.ranges(of: words, endings: placement.endings)
        for sentence in JudgeAddress.sentences(sentences, words: words.map(\.text)) {
            for index in sentence { words[index].addressed = true }
        }
    }

    /// The words of a range as the transcript has them, punctuation included where it can be placed.
    func text(_ range: Range<Int>) -> String {
        guard range.allSatisfy({ texts[$0] != nil }) else { return range.map { words[$0].text }.joined(separator: " ") }
        return range.compactMap { texts[$0].map(String.init) }.joined(separator: " ")
    }

    /// The words of a range as evidence with its times.
    func evidence(_ range: Range<Int>) -> Evaluation.Evidence {
        let slice = words[range]
        let trailing: Set<Character> = [",", ";", ":", "-", "–", "—", "("]
        return Evaluation.Evidence(
            quote: String(text(range).reversed().drop { trailing.contains($0) }.reversed()),
            startMs: slice.first?.span?.startMs,
            endMs: slice.last?.span?.endMs
        )
    }

    /// Whether a word counts for the content.
    func counts(_ index: Int) -> Bool { words[index].certain && !words[index].addressed }

    /// How many words count for the content.
    var certainCount: Int { words.count { $0.certain } }
    /// How many words talk to the judge.
    var addressedCount: Int { words.count { $0.addressed } }
    /// How many words count for the content.
    var judgedCount: Int { words.count { $0.certain && !$0.addressed } }
}
