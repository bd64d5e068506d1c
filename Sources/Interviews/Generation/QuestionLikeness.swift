/// Whether two questions ask the same thing in nearly the same words.
package enum QuestionLikeness {
    /// From this share of common content words on (Jaccard) two questions are alike.
    static let share = 0.7

    /// Whether two texts are the same question.
    package static func alike(_ one: String, _ other: String) -> Bool {
        let (first, second) = (words(one), words(other))
        guard !first.isEmpty, !second.isEmpty else { return first == second }
        let common = first.intersection(second).count
        return Double(common) / Double(first.union(second).count) >= share
    }

    /// The content words of a question in a rough base form.
    static func words(_ text: String) -> Set<String> {
        Set(
            text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "+" && $0 != "#" }.map(String.init)
                .filter { !common.contains($0) }.map(stem)
        )
    }

    private static func stem(_ word: String) -> String {
        var base = Substring(word)
        if base.count > 3, base.hasSuffix("s"), !base.hasSuffix("ss") { base = base.dropLast() }
        for ending in ["ing", "ed"] where base.count > ending.count + 3 && base.hasSuffix(ending) {
            base = base.dropLast(ending.count)
            break
        }
        return String(base.count > 3 && base.hasSuffix("e") ? base.dropLast() : base)
    }

    private static let common: Set<String> = [
        "a", "an", "the", "and", "or", "of", "to", "in", "on", "for", "with", "at", "by", "from", "as", "is", "are",
        "was", "were", "be", "do", "does", "did", "have", "has", "had", "you", "your", "i", "me", "my", "we", "us",
        "it",
        "that", "this", "what", "how", "when", "where", "who", "which", "why", "would", "could", "can", "will", "tell",
        "describe", "explain", "about", "time", "please", "give", "example", "walk", "through",
    ]
}
