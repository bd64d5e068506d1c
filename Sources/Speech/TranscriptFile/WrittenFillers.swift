/// Whether a written transcript has its "um" and "uh". Only spellings that are no words of the language count.
enum WrittenFillers {
    private static let common: Set<String> = ["uh", "uhh", "uhm", "umm", "hmm", "erm", "mmm"]
    private static let byLanguage: [String: Set<String>] = [
        "en": ["um", "uhm", "er", "ah", "hm"],
        "de": ["äh", "ähm", "öh", "öhm", "ehm", "hm"],
        "fr": ["euh", "heu", "hum"],
        "es": ["eh", "em", "ehm"],
        "hi": ["उम", "उम्म", "अं", "हम्म", "um"],
    ]

    /// Whether one occurs.
    static func occur(in text: String, language: String) -> Bool {
        let primary = language.prefix { $0 != "-" && $0 != "_" }.lowercased()
        let known = common.union(byLanguage[primary] ?? [])
        return TextTokens(text).tokens.contains { known.contains($0.folded) }
    }
}
