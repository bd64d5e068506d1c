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

    /// The highest degree that a text names: 0 none … 4 doctor.
    static func level(_ text: String) -> Int {
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
