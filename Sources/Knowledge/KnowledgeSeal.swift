import Core
import Database
import Documents

/// What a document's rows hold in the place of its texts: sealed texts where its owner has a key, the texts themselves otherwise.
///
/// The index of words cannot read sealed texts. It gets a keyed digest for each stem instead (a blind index): BM25 needs to know only
/// which words are equal, how often each stands in a chunk and in how many chunks. A digest is fifteen decimal digits, which neither
/// FTS5's tokenizer nor PostgreSQL's parser takes apart or cuts, so that sealed and readable documents share one index. The digests of
/// a chunk are sorted: their order would say what the words are.
struct KnowledgeSeal: Sendable {
    /// Nothing is sealed.
    static let none = KnowledgeSeal(nil)
    /// The condition that a document is not sealed, as SQL behind the name of its table and a point.
    static let isReadable = #"title NOT LIKE '{"sealed":"%'"#
    /// Digits of a digest: 50 bits, so that two of a million words share one with a chance of 1 in 2,000.
    private static let digits = 15

    private let key: DataKey?

    /// A seal with an owner's key; nil for texts that stay readable.
    init(_ key: DataKey?) { self.key = key }

    /// Whether texts are sealed.
    var isSealing: Bool { key != nil }

    /// A text as it is stored in one place.
    func text(_ text: String, _ place: String) throws(StorageError) -> String {
        // A readable text that looks like a sealed one would be taken for one.
        guard key != nil || !SealedText.isSealed(text) else { return " " + text }
        return try SealedText.stored(text, with: key, for: place)
    }

    /// What the index of words gets of a text; the text itself where nothing is sealed.
    ///
    /// - Parameter known: digests of stems that were asked for before.
    func words(of text: String, known: inout [String: String]) -> String {
        guard let key else { return text }
        return WordForms.stems(of: text).map { stem in
            if let digest = known[stem] { return digest }
            let digest = Self.digest(of: stem, key)
            known[stem] = digest
            return digest
        }.sorted().joined(separator: " ")
    }

    /// What stands for a text in a column that is compared with others; the text itself where nothing is sealed.
    func tag(of text: String, as kind: BlindTag.Kind) -> String {
        guard let key, !text.isEmpty else { return text }
        return key.tag(of: text, as: kind)
    }

    /// The digest of a word under a key: the same for all words of one stem.
    static func digest(ofWord word: String, _ key: DataKey) -> String? {
        WordForms.stem(of: word).map { digest(of: $0, key) }
    }

    private static func digest(of stem: String, _ key: DataKey) -> String {
        let tag = key.tag(of: stem, as: .knowledgeWord).dropFirst().prefix(16)
        let number = (UInt64(tag, radix: 16) ?? 0) % 1_000_000_000_000_000
        let text = String(number)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
