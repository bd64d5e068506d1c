import Core

/// Finds the names of speakers in front of what they say, as meeting tools and diarizing engines write them: "Dana Example: …",
/// "SPEAKER_00: …", "[Speaker 1]: …".
///
/// Text may hold a colon of its own ("Result: we won"), so a label counts when it is a generic one, when it has several capitalised
/// words, or when it comes again in front of other text and is no word that introduces a remark.
struct SpeakerLabels {
    private let names: Set<String>

    private static let generic: Set<String> = [
        "speaker", "spk", "interviewer", "interviewee", "candidate", "host", "guest", "moderator", "participant",
        "unknown",
        "unknown speaker", "applicant", "recruiter", "sprecher", "sprecherin", "locuteur", "hablante",
    ]
    /// Words that introduce a remark and are no names.
    private static let headings: Set<String> = [
        "note", "example", "result", "results", "situation", "task", "action", "question", "problem", "solution",
        "challenge", "so",
        "and", "but", "first", "second", "third", "step", "point", "goal", "lesson", "tip", "update", "now", "ok",
        "okay", "well",
        "yes", "no", "remember", "warning", "summary", "answer", "conclusion", "outcome", "impact", "context", "also",
        "finally",
    ]
    private static let longest = 48

    /// The labels of a transcript whose captions or paragraphs begin so; in plain text one that stands there once is no label unless it is
    /// a generic one.
    init(_ texts: [String], isPlain: Bool = false) {
        var counts: [String: Int] = [:]
        for text in texts {
            if let name = Self.split(text)?.name { counts[name, default: 0] += 1 }
        }
        var found = Set(
            counts.filter { name, count in
                let words = name.split(separator: " ").map(String.init)
                if Self.isGeneric(name) { return true }
                if words.count == 1 { return count >= 2 && !Self.isHeading(name) }
                return count >= 2 || !isPlain && !Self.isHeading(words[0])
            }.keys
        )
        // Where every line has a label and one of them is a speaker's, the others are too.
        if !found.isEmpty, texts.allSatisfy({ Self.split($0) != nil }) {
            found.formUnion(counts.keys.filter { !Self.isHeading($0) })
        }
        names = found
    }

    private static func isHeading(_ word: String) -> Bool { headings.contains(word.lowercased()) }

    /// The text without the label in front of it.
    func removed(from text: String) -> String {
        guard let (name, rest) = Self.split(text), names.contains(name) else { return text }
        return String(rest)
    }

    /// Whether a text, without a colon, is the name of a speaker of its own line: "SPEAKER_00", "Speaker 2".
    static func isGeneric(_ name: String) -> Bool {
        let words = name.lowercased().split(whereSeparator: { $0 == " " || $0 == "_" || $0 == "-" })
        guard let first = words.first else { return false }
        let stem = first.prefix { !$0.isNumber }
        let rest = words.dropFirst()
        guard generic.contains(String(stem)) || generic.contains(words.joined(separator: " ")) else { return false }
        return rest.allSatisfy { $0.allSatisfy(\.isNumber) || $0.count == 1 || generic.contains(String($0)) }
    }

    /// What may be a label, and what follows it.
    private static func split(_ text: String) -> (name: String, rest: Substring)? {
        var label = text.prefix(longest)
        guard let colon = label.firstIndex(where: { $0 == ":" || $0 == "：" }) else { return bracketed(text) }
        label = label[..<colon]
        let rest = text[text.index(after: colon)...]
        guard rest.isEmpty || rest.first?.isWhitespace == true || text[colon] == "：" else { return nil }
        var name = label.trimmed
        if name.first == "[" || name.first == "(" {
            guard name.last == "]" || name.last == ")" else { return nil }
            name = name.dropFirst().dropLast().trimmed
        }
        guard isName(name) else { return nil }
        return (name, rest.drop(while: \.isWhitespace))
    }

    /// "[SPEAKER_01] text", without a colon: only generic names are known so.
    private static func bracketed(_ text: String) -> (name: String, rest: Substring)? {
        guard text.first == "[" || text.first == "(",
            let end = text.prefix(longest).firstIndex(where: { $0 == "]" || $0 == ")" })
        else { return nil }
        let name = text[text.index(after: text.startIndex)..<end].trimmed
        guard isGeneric(name) else { return nil }
        return (name, text[text.index(after: end)...].drop(while: \.isWhitespace))
    }

    /// Whether each of at most four words begins with a capital letter, or is a number or a sign of a script without capitals.
    private static func isName(_ text: String) -> Bool {
        if isGeneric(text) { return true }
        let words = text.split(separator: " ")
        guard (1...4).contains(words.count) else { return false }
        return words.enumerated().allSatisfy { index, word in
            guard word.allSatisfy({ $0.isLetter || $0.isNumber || ".'’-_()".contains($0) }) else { return false }
            guard let first = word.first(where: { $0 != "(" }) else { return false }
            let particles: Set<Substring> = ["von", "van", "de", "der", "la", "di", "da", "del", "bin", "al"]
            return first.isLetter ? !first.isLowercase || (index > 0 && particles.contains(word)) : index > 0
        }
    }
}
