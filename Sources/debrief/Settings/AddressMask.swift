/// Addresses as an operator may see them: who signs in and what is handed over in the query may be secret, and stays behind.
enum AddressMask {
    private static let mask = "***"

    /// The text with user, password and values of parameters masked in each address in it; other text as it is.
    static func shown(_ text: String) -> String {
        guard text.contains("://") else { return text }
        // Settings with several addresses have commas or blanks between them.
        let isBreak = { (character: Character) in character == "," || character.isWhitespace }
        var result = ""
        var word = ""
        for character in text {
            if isBreak(character) {
                result += address(word) + String(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return result + address(word)
    }

    private static func address(_ word: String) -> String {
        guard let scheme = word.firstRange(of: "://") else { return word }
        let rest = word[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // A password may have signs that should have been encoded: the last @ before the query ends it.
        let query = rest.firstIndex { $0 == "?" || $0 == "#" } ?? rest.endIndex
        var host = rest[..<query]
        if let at = host.lastIndex(of: "@"), at < end || rest[..<end].contains(":") {
            host = mask + host[at...]
        }
        return word[..<scheme.upperBound] + host + parameters(rest[query...])
    }

    private static func parameters(_ query: Substring) -> String {
        query.split(omittingEmptySubsequences: false) { "&;".contains($0) }.map { part in
            if let equals = part.firstIndex(of: "=") { return part[...equals] + mask }
            // The marks that begin a query and a fragment stay.
            let mark = part.prefix { "?#".contains($0) }
            return mark.count < part.count ? mark + mask : String(part)
        }.joined(separator: "&")
    }
}
