/// The texts of one language, by their keys. A catalogue is a file with a line for each text, `key = text`; lines that begin with a number
/// sign are remarks. `{name}` in a text stands for a value, `{{name}}` for one of a template. A text that counts has the keys `key.one`
/// and `key.other`; English and German have no further forms (CLDR).
package struct Texts: Sendable {
    private let byKey: [String: String]

    /// Reads a catalogue.
    package init(_ source: String) {
        var byKey: [String: String] = [:]
        for line in source.split(separator: "\n") where !line.hasPrefix("#") {
            guard let sign = line.firstRange(of: " = ") else { continue }
            byKey[String(line[..<sign.lowerBound])] = String(line[sign.upperBound...])
        }
        self.byKey = byKey
    }

    private static let all: [Language: Texts] = {
        let files = EmbeddedAssets.all.map { ($0.name, Texts($0.text.description)) }
        let byName = Dictionary(files, uniquingKeysWith: { first, _ in first })
        return Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, byName["\($0.code).txt"] ?? Texts("")) })
    }()

    /// The texts of a language.
    package static func of(_ language: Language) -> Texts { all[language] ?? Texts("") }

    /// Every key.
    package var keys: Set<String> { Set(byKey.keys) }

    /// The text with a key; nil when there is none.
    package func find(_ key: String) -> String? { byKey[key] }

    /// The text with a key. One that is missing shows its key: a fault of the program, found by the tests of the catalogue.
    package subscript(_ key: String) -> String { byKey[key] ?? key }

    /// A text of the language of now, its values filled in.
    package static subscript(_ key: String, _ values: [String: String]) -> String {
        fill(of(.current)[key], values)
    }

    /// A text of the language of now.
    package static subscript(_ key: String) -> String { of(.current)[key] }

    /// A text that counts, in the language of now: `{n}` is the number.
    package static func count(_ key: String, _ number: Int, _ values: [String: String] = [:]) -> String {
        Self["\(key).\(number == 1 ? "one" : "other")", values.merging(["n": String(number)]) { own, _ in own }]
    }

    /// What to say of an error to a person: in English the service's own sentence, in another language its phrase. A sentence without one
    /// gets the text of its code; where that code stands for many reasons, and where it has no text, the reason is quoted behind it.
    package static func problem(_ code: String, _ detail: String) -> String {
        guard let phrases = Phrases.of(.current) else { return detail }
        if let said = phrases.find(detail) { return said }
        let text = of(.current).find("error.\(code)")
        let isWide = code.hasPrefix("request.") || code.hasPrefix("settings.")
        guard text == nil || isWide, !detail.isEmpty else { return text ?? Self["error.other", ["code": code]] }
        let reason = phrases.text(detail)
        return Self["error.because", ["text": text ?? Self["error.other", ["code": code]], "reason": reason]]
    }

    private static func fill(_ text: String, _ values: [String: String]) -> String {
        guard !values.isEmpty else { return text }
        var (filled, rest) = ("", text[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            filled += values[String(name)] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }
}

/// One file as the build plugin wrote it down.
struct EmbeddedAsset: Sendable {
    var name: String
    var hash: String
    var isBase64: Bool
    var text: StaticString
}
