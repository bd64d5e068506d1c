/// Degrees by the words that name them.
enum Degrees {
    private static let words: [(level: Int, names: [String])] = [
        (4, ["phd", "ph.d", "doctorate", "doctoral", "promotion", "dr", "doctorat", "doctorado"]),
        (
            3,
            [
                "master", "masters", "master's", "master’s", "msc", "m.sc", "meng", "mba", "diplom",
                "diplom-informatiker", "magister", "maestría", "mestrado", "m.tech", "mtech", "m.s", "ms", "m.a",
            ]
        ),
        (
            2,
            [
                "bachelor", "bachelors", "bachelor's", "bachelor’s", "bsc", "b.sc", "beng", "b.tech", "btech", "b.s",
                "bs", "b.a", "licence", "licenciatura", "undergraduate", "degree", "studium", "grado", "laurea",
            ]
        ),
        (1, ["diploma", "associate", "apprenticeship", "ausbildung", "bootcamp", "a-levels", "abitur"]),
    ]

    /// Names that other letters may touch, and those of scripts without small words of the same letters.
    private static let within: [(level: Int, names: [String])] = [
        (4, ["博士", "박사", "доктор", "кандидат наук", "διδακτορικό", "دكتوراه", "דוקטורט"]),
        (3, ["硕士", "碩士", "修士", "석사", "магистр", "магістр", "μεταπτυχιακό", "ماجستير", "תואר שני"]),
        (2, ["学士", "學士", "本科", "大学卒", "大卒", "학사", "бакалавр", "πτυχίο", "بكالوريوس", "תואר ראשון"]),
        (1, ["大专", "專科", "专科", "短期大学", "専門学校", "高等専門学校", "전문학사"]),
    ]

    /// The highest degree that a text names: 0 none … 4 doctor.
    static func level(_ text: String) -> Int {
        let lower = text.lowercased()
        let inside = within.first { $0.names.contains { lower.contains($0) } }?.level ?? 0
        return max(inside, spaced(text))
    }

    private static func tokens(_ text: String) -> [String] {
        text.lowercased().split { " ,()/:;".contains($0) }.map { String($0.hasSuffix(".") ? $0.dropLast() : $0) }
    }

    private static func spaced(_ text: String) -> Int {
        let tokens = tokens(text)
        let found = Set(tokens.indices.filter { isDegree(tokens, $0, among: ["licence"]) }.map { tokens[$0] })
        return words.first { $0.names.contains { found.contains($0) } }?.level ?? 0
    }

    /// The lowest degree that a requirement accepts: "Bachelor's or Master's" accepts a bachelor.
    static func least(_ text: String) -> Int {
        let tokens = tokens(text)
        let found = Set(tokens.indices.filter { isDegree(tokens, $0, among: doubtful) }.map { tokens[$0] })
        return words.reversed().first { $0.level >= 2 && $0.names.contains { found.contains($0) } }?.level ?? 0
    }

    /// Words that name a degree in some company only: a licence may be for driving, a master of scrum, a degree of care, a promotion at
    /// work, and ms a time. In a section about education all but the first mean degrees.
    private static let doubtful: Set<String> = ["licence", "master", "degree", "promotion", "ms"]

    private static func isDegree(_ tokens: [String], _ at: Int, among doubtful: Set<String>) -> Bool {
        let word = tokens[at]
        guard doubtful.contains(word) else { return true }
        let before = at > 0 ? tokens[at - 1] : ""
        let after = at + 1 < tokens.count ? tokens[at + 1] : ""
        return switch word {
        case "licence":
            ["en", "ès", "de", "pro", "professionnelle", "lmd", "universitaire"].contains(after)
                || after.hasPrefix("d\u{27}") || after.hasPrefix("d\u{2019}")
        case "master":
            ["of", "in", "degree", "or", "oder", "and", "und", "level", "thesis", "abschluss", "en"].contains(after)
                || ["or", "oder", "and", "und", "bachelor", "bachelors", "a"].contains(before) && after.isEmpty
                || tokens.count == 1
        case "degree": after != "of" && !["high", "certain", "some", "large", "great", "360", "90"].contains(before)
        case "promotion": ["abgeschlossene", "oder", "diplom", "master"].contains(before)
        case "ms": ["in", "degree", "or"].contains(after) || ["or", "bs", "an"].contains(before)
        default: true
        }
    }
}
