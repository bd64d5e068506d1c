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
