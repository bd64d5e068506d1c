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

/// One comparable word and the words of the source it came from ("twenty five" is one token over two words).
struct Token: Sendable, Hashable {
    /// The folded word, e.g. `dont`, `25`, `customer`.
    var text: String
    /// Index of the first source word.
    var first: Int
    /// Index of the last source word.
    var last: Int

    /// The tokens of source words, numbers joined into one spelling each.
    static func tokens(of words: [String]) -> [Token] {
        var flat: [String] = []
        var source: [Int] = []
        for (index, word) in words.enumerated() {
            for folded in Folding.words(word) {
                flat.append(folded)
                source.append(index)
            }
        }
        var tokens: [Token] = []
        tokens.reserveCapacity(flat.count)
        var at = 0
        while at < flat.count {
            if let number = NumberWords.read(flat[at..<min(flat.count, at + 12)]) {
                let last = at + number.count - 1
                tokens.append(Token(text: NumberWords.spelling(number.value), first: source[at], last: source[last]))
                at = last + 1
            } else {
                tokens.append(Token(text: flat[at], first: source[at], last: source[at]))
                at += 1
            }
        }
        return tokens
    }

    /// The tokens of a text without a transcript behind it.
    static func texts(of text: some StringProtocol) -> [String] { tokens(of: [String(text)]).map(\.text) }

    /// Whether it is a number.
    var isNumber: Bool { Token.isNumber(text) }

    /// Whether a folded word is a number.
    static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x30...0x39).contains(first) else { return false }
        return Double(text) != nil
    }
}

/// Text reduced to what comparison needs: lower-case words without punctuation, numbers in one spelling.
enum Folding {
    /// The comparable words of a text. "don't" gives `dont`, "1,200" gives `1200`, "40%" gives `40 percent`, "C++" gives `c++`,
    /// `customer_id` gives `customer id`; scripts written without spaces give one word per character.
    static func words(_ text: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var characters = text.makeIterator()
        var current = characters.next()
        func flush() {
            if !word.isEmpty { words.append(word) }
            word = ""
        }
        while let character = current {
            let following = characters.next()
            if isIdeograph(character) {
                flush()
                words.append(String(character))
            } else if character.isLetter || character.isNumber {
                word += character.lowercased()
            } else if character == "%" {
                flush()
                words.append("percent")
            } else if !joins(character, word: word, following: following) {
                flush()
            } else if character == "." || character == "+" || character == "#" {
                word.append(character)
            }
            current = following
        }
        flush()
        return words
    }

    /// Whether a mark belongs to the word around it: an apostrophe in a word, a point or comma in a number, `c++`, `c#`.
    private static func joins(_ mark: Character, word: String, following: Character?) -> Bool {
        guard let last = word.last else { return false }
        switch mark {
        case "'", "’", "ʼ", "\u{ad}": return last.isLetter && following?.isLetter == true
        case ".", ",": return last.isNumber && following?.isNumber == true
        case "+", "#": return word == "c" || word == "c+" || word == "f"
        default: return mark.unicodeScalars.allSatisfy { $0.properties.isDefaultIgnorableCodePoint }
        }
    }

    /// Whether a character is a word of its own for lack of spaces (Han, kana, Thai and their neighbours).
    private static func isIdeograph(_ character: Character) -> Bool {
        guard let scalar = character.unicodeScalars.first?.value, scalar >= 0x0e00 else { return false }
        return (0x0e00...0x0eff).contains(scalar) || (0x3040...0x30ff).contains(scalar)
            || (0x3400...0x9fff).contains(scalar) || (0xf900...0xfaff).contains(scalar)
            || (0x20000...0x3ffff).contains(scalar)
    }
}

/// Light English stemming: enough to see that "deployed", "deploys" and "deploying" are one word, careful never to join words of
/// different meaning. A small part of Porter's steps 1a and 1b (Program 14(3), 1980).
enum Stem {
    /// The stem of a folded word.
    static func of(_ word: String) -> String {
        guard word.utf8.count > 3, word.utf8.allSatisfy({ (0x61...0x7a).contains($0) }) else { return word }
        var stem = Substring(word)
        if stem.hasSuffix("ies"), stem.count > 4 {
            stem = stem.dropLast(3) + "y"
        } else if stem.hasSuffix("sses") {
            stem = stem.dropLast(2)
        } else if stem.hasSuffix("s"), !stem.hasSuffix("ss"), !stem.hasSuffix("us"), !stem.hasSuffix("is") {
            stem = stem.dropLast()
        }
        for suffix in ["ing", "ed"] where stem.hasSuffix(suffix) && stem.count >= suffix.count + 3 {
            stem = stem.dropLast(suffix.count)
            if let last = stem.last, stem.dropLast().last == last, !"lsz".contains(last) { stem = stem.dropLast() }
            break
        }
        if stem.hasSuffix("ied") { stem = stem.dropLast(3) + "y" }
        if stem.hasSuffix("e"), stem.count > 3 { stem = stem.dropLast() }
        if stem.hasSuffix("y"), stem.count > 3 { stem = stem.dropLast() + "i" }
        return String(stem)
    }
}

/// The closed classes of English words that comparison treats apart.
enum EnglishWords {
    /// Words that carry grammar, not content.
    static let function: Set<String> = [
        "a", "about", "after", "again", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
        "been", "before", "being", "between", "both", "but", "by", "did", "do", "does", "doing", "each", "for", "from",
        "had", "has", "have", "having", "he", "her", "here", "him", "his", "how", "i", "id", "if", "ill", "im", "in",
        "into", "is", "it", "its", "ive", "just", "me", "more", "most", "my", "of", "on", "or", "other", "our", "out",
        "over", "own", "she", "so", "some", "such", "than", "that", "thats", "the", "their", "them", "then", "there",
        "these", "they", "theyre", "this", "those", "through", "to", "too", "up", "us", "very", "was", "we", "were",
        "weve", "what", "when", "where", "which", "while", "who", "why", "will", "with", "you", "your", "youre", "well",
        "really", "actually", "can", "could", "would", "should", "not", "no", "let", "lets", "get", "got",
    ]

    /// Words whose loss or addition turns a sentence into another one; a quote must have exactly those of the transcript.
    static let protected: Set<String> = [
        "not", "no", "never", "none", "nor", "neither", "nobody", "nothing", "without", "cannot", "cant", "wont",
        "dont",
        "didnt", "doesnt", "isnt", "wasnt", "werent", "arent", "couldnt", "wouldnt", "shouldnt", "hasnt", "havent",
        "hadnt", "could", "would", "should", "might", "may", "must", "only", "almost", "nearly", "if", "unless",
        "hardly", "barely", "rarely", "less", "more", "before", "after", "except", "i", "we", "they", "he", "she",
        "you",
        "my", "our", "their", "his", "her", "all", "some", "any", "every",
    ]

    /// Hesitations that a quote may leave out.
    static let hesitations: Set<String> = [
        "um", "umm", "uh", "uhh", "uhm", "er", "erm", "ah", "hmm", "mm", "mhm", "eh", "like", "basically", "actually",
    ]

    /// Whether a folded word carries content.
    static func isContent(_ word: String) -> Bool {
        !function.contains(word) && !protected.contains(word) && !hesitations.contains(word)
    }
}
