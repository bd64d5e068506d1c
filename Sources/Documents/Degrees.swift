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

    private static func spaced(_ text: String) -> Int {
        let found = Set(
            text.lowercased().split { $0 == " " || $0 == "," || $0 == "(" || $0 == ")" || $0 == "/" || $0 == ":" }
                .map { word in String(word.hasSuffix(".") ? word.dropLast() : word) }
        )
        return words.first { $0.names.contains { found.contains($0) } }?.level ?? 0
    }

    /// The lowest degree that a requirement accepts: "Bachelor's or Master's" accepts a bachelor.
    static func least(_ text: String) -> Int {
        let found = Set(
            text.lowercased().split { " ,()/:".contains($0) }.map { String($0.hasSuffix(".") ? $0.dropLast() : $0) }
        )
        return words.reversed().first { $0.level >= 2 && $0.names.contains { found.contains($0) } }?.level ?? 0
    }
}
