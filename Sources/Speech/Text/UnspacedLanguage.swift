/// Languages written without spaces between words: their words cannot be counted by looking for spaces, so nothing is said per word.
enum UnspacedLanguage {
    private static let tags: Set<String> = ["zh", "ja", "yue", "th", "lo", "km", "my"]

    /// Whether a BCP 47 tag names one.
    static func includes(_ tag: String) -> Bool {
        tags.contains(tag.prefix { $0 != "-" && $0 != "_" }.lowercased())
    }
}
