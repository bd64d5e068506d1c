/// Word error rate: substitutions, deletions and insertions of the cheapest alignment (Levenshtein over words), over the
/// number of words that were said.
struct WordErrors {
    let errors: Int
    let said: Int

    init(said reference: String, heard hypothesis: String) {
        let a = Self.words(reference)
        let b = Self.words(hypothesis)
        var row = Array(0...b.count)
        for (i, word) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in b.enumerated() {
                let substituted = diagonal + (word == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
            }
        }
        errors = row[b.count]
        said = a.count
    }

    var rate: Double { said == 0 ? 0 : Double(errors) / Double(said) }

    static func words(_ text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "'") }.map(String.init)
    }
}
