/// Words of a text as the index keeps them: folded, without common words, lightly stemmed.
enum SearchText {
    /// Longest text looked at, in characters.
    static let maxCharacters = 20_000

    /// The tokens of a text in order. Names of languages keep their signs (`c++`, `c#`, `.net` is `dotnet`).
    static func tokens(_ text: String, keepingCommon: Bool = false) -> [String] {
        var tokens: [String] = []
        var word = ""
        func finish() {
            defer { word = "" }
            guard !word.isEmpty else { return }
            if !keepingCommon, common.contains(word) { return }
            tokens.append(stem(word))
        }
        for character in text.prefix(maxCharacters).lowercased().replacing(".net", with: "dotnet") {
            if character.isLetter || character.isNumber {
                word.append(character)
            } else if (character == "+" || character == "#") && !word.isEmpty && word.count < 3 {
                word.append(character)
            } else if character == "'" || character == "\u{2019}" {
                continue
            } else {
                finish()
            }
        }
        finish()
        return tokens
    }

    /// Whether all wanted tokens are among the tokens.
    static func contains(_ tokens: [String], _ wanted: [String]) -> Bool {
        !wanted.isEmpty && wanted.allSatisfy(tokens.contains)
    }

    /// A word without its inflection: plural, `-ing`, `-ed`, and American spelling written as British. It is a light stemmer:
    /// it merges forms of a word and leaves derivation alone.
    static func stem(_ word: String) -> String {
        var word = word
        for (american, british) in spellings where word.hasPrefix(american) {
            word = british + word.dropFirst(american.count)
        }
        word = word.replacing("iza", with: "isa").replacing("izing", with: "ising")
        for ending in ["ize", "izes", "ized", "izer"] where word.count > 6 && word.hasSuffix(ending) {
            word = word.dropLast(ending.count) + "is" + ending.dropFirst(2)
        }
        guard word.count > 3, word.allSatisfy({ $0.isASCII && $0.isLetter }) else { return word }
        if word.hasSuffix("ies"), word.count > 4 { return word.dropLast(3) + "y" }
        if word.hasSuffix("sses") || word.hasSuffix("ches") || word.hasSuffix("shes") || word.hasSuffix("xes") {
            word.removeLast(2)
        } else if word.hasSuffix("s"), !word.hasSuffix("ss"), !word.hasSuffix("us"), !word.hasSuffix("is") {
            word.removeLast()
        }
        if word.hasSuffix("ing"), word.count > 5 { return base(word.dropLast(3)) }
        if word.hasSuffix("ed"), !word.hasSuffix("eed"), word.count > 4 { return base(word.dropLast(2)) }
        if word.hasSuffix("e"), word.count > 4 { word.removeLast() }
        return word
    }

    /// Undoes a doubled consonant ("debugg" is "debug") and drops a final e, so that all forms meet.
    private static func base(_ stem: Substring) -> String {
        var stem = stem
        if let last = stem.last, !"lsz".contains(last), stem.dropLast().last == last, stem.count > 3 {
            stem.removeLast()
        }
        if stem.last == "e", stem.count > 4 { stem.removeLast() }
        return String(stem)
    }

    private static let spellings = [
        ("behavior", "behaviour"), ("color", "colour"), ("prioritiz", "prioritis"), ("organiz", "organis"),
        ("optimiz", "optimis"), ("normaliz", "normalis"), ("customiz", "customis"), ("analyz", "analys"),
        ("modeling", "modelling"), ("labeling", "labelling"), ("center", "centre"), ("pediatric", "paediatric"),
        ("serializ", "serialis"), ("favor", "favour"), ("program", "programm"), ("programmm", "programm"),
    ]

    /// Words that say nothing about what a question is about.
    private static let common: Set<String> = [
        "a", "about", "after", "all", "am", "an", "and", "any", "are", "as", "at", "be", "because", "been", "before",
        "but",
        "by", "can", "could", "did", "do", "does", "else", "for", "from", "had", "has", "have", "having", "how", "i",
        "if",
        "in", "into", "is", "it", "its", "just", "me", "more", "most", "my", "no", "not", "of", "on", "one", "only",
        "or",
        "other", "our", "out", "over", "say", "should", "so", "some", "something", "tell", "than", "that", "the",
        "their",
        "them", "then", "there", "they", "this", "those", "time", "to", "up", "us", "very", "was", "we", "were", "what",
        "when", "where", "which", "while", "who", "why", "will", "with", "would", "you", "your", "youre", "youve",
        "question", "questions", "describe", "explain", "give", "example",
    ]
}
