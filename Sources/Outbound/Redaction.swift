/// Takes secrets out of text that may be logged or shown: the secrets we know, and whatever looks like a key, since services
/// like to echo the key they refuse.
package struct Redaction: Sendable {
    private let secrets: [String]
    private static let mask = "[redacted]"
    /// How keys of the services we know begin.
    private static let prefixes = ["sk-", "gsk_", "hf_", "re_", "AIza", "ya29.", "eyJ"]
    /// Words after which a key follows.
    private static let schemes: Set<String> = ["bearer", "token", "basic"]

    /// Redacts the given secrets; those under four characters are ignored, they would garble any text.
    package init(_ secrets: [Secret] = []) {
        self.secrets = secrets.map(\.revealed).filter { $0.utf8.count >= 4 }.sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text without secrets, on one line and at most `limit` characters long.
    package func clean(_ text: String, limit: Int = 300) -> String {
        // Cut first to a bound, so that a huge error page costs little, yet far enough not to cut a secret in half at the end.
        var text = String(text.prefix(limit &+ 4_096))
        for secret in secrets where text.contains(secret) {
            text = text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: Self.mask)
        }
        var previousWasScheme = false
        let words = text.split(whereSeparator: \.isWhitespace).map { word -> Substring in
            defer { previousWasScheme = Self.schemes.contains(word.lowercased()) }
            if previousWasScheme, word.count >= 12 { return Substring(Self.mask) }
            return Self.looksLikeKey(word) ? Substring(Self.mask) : word
        }
        return String(words.joined(separator: " ").prefix(limit))
    }

    /// The address without user, query and fragment, which is where keys and tokens travel.
    package func address(_ url: String) -> String {
        var text = url.prefix { $0 != "?" && $0 != "#" }
        if let at = text.lastIndex(of: "@"), let scheme = text.firstRange(of: "://"), at > scheme.upperBound {
            text.removeSubrange(scheme.upperBound...at)
        }
        return clean(String(text))
    }

    private static func looksLikeKey(_ word: Substring) -> Bool {
        prefixes.contains { prefix in
            guard let found = word.firstRange(of: prefix) else { return false }
            return word[found.lowerBound...].utf8.count >= prefix.utf8.count + 8
        } || word.contains("key=") && word.utf8.count >= 12
    }
}
