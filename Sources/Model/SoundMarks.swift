/// Marks for sounds that are no words: `[Music]`, `(laughs)`, `*coughs*`, `♪ … ♪`, and the control tokens of speech models
/// (`[_BEG_]`, `<|endoftext|>`). Captions and speech models write them among the words.
package enum SoundMarks {
    /// The most words inside parentheses or stars that are still looked at as a mark.
    private static let mostWords = 6
    /// The longest stretch between two brackets that is a mark, in characters.
    private static let longest = 200

    private static let notes: Set<Character> = ["♪", "♫", "♬", "🎵", "🎶"]

    /// Beginnings of words that name a sound or a gap wherever they stand, in the languages that have filler lists and a few more.
    private static let stems: [String] = [
        "laugh", "chuckl", "giggl", "throat", "cough", "sneez", "sniff", "sighs", "sighing", "breath", "inhal", "exhal",
        "gasp",
        "groan", "yawn", "whisper", "humming", "whistl", "clapping", "applau", "cheering", "cheers", "music", "jingle",
        "singing",
        "click", "typing", "tapping", "knock", "footstep", "ringing", "rings", "beep", "buzz", "chime", "barking",
        "barks", "siren",
        "rustl", "noise", "silence", "inaudible", "unintelligible", "indistinct", "crosstalk", "chatter", "blank_audio",
        "lacht",
        "lachen", "gelächter", "husten", "hustet", "hüstel", "räusper", "seufz", "atmet", "musik", "applaus", "klatsch",
        "stille",
        "geräusch", "unverständlich", "tastatur", "klopf", "rires", "tousse", "soupir", "musique", "silencio",
        "inintelligible",
        "bruit", "risas", "tose", "suspir", "música", "aplauso", "ruido", "musica", "risate", "tosse", "gelach",
        "muziek",
        "śmiech", "muzyka", "смех", "музыка", "аплодисменты", "кашель", "हँसी", "संगीत",
    ]
    /// Words that name a sound when they stand alone or with one other: "phone", "door closes".
    private static let nouns: Set<String> = [
        "sigh", "hum", "hums", "clap", "claps", "sings", "sing", "tap", "taps", "keyboard", "door", "phone", "ring",
        "bell", "bark",
        "wind", "static", "pause", "pauses", "blank", "audience", "foreign", "speaking", "microphone", "mic", "sound",
        "audio", "rire",
        "rit", "risa", "ríe", "silent", "atmen", "laughter", "clears",
    ]

    /// The text without marks; white space around a mark becomes one blank. A bracket that breaks a word off ("[mo-]") stays.
    ///
    /// - Parameter isWhole: true when the text is one caption or segment: parentheses or stars around all of it then make it a mark
    ///   whatever it says.
    package static func removed(from text: String, isWhole: Bool = false) -> String {
        let trimmed = text.drop(while: \.isWhitespace)
        if isWhole, isWrapped(trimmed) { return "" }
        guard text.contains(where: { opens($0) }) else { return text }
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(where: opens) {
            plain += rest[..<open]
            if let end = end(of: rest[open...].prefix(longest)) {
                rest = rest[end...]
                if plain.last?.isWhitespace == false, rest.first?.isWhitespace == false, rest.first?.isLetter == true {
                    plain.append(" ")
                }
                if plain.last?.isWhitespace != false { rest = rest.drop(while: \.isWhitespace) }
            } else {
                if !notes.contains(rest[open]) { plain.append(rest[open]) }
                rest = rest[rest.index(after: open)...]
            }
        }
        return plain + rest
    }

    /// The words without those that make up marks.
    package static func removed(from words: [Transcript.Word]) -> [Transcript.Word] {
        guard words.contains(where: { $0.text.contains(where: { opens($0) }) }) else { return words }
        var kept: [Transcript.Word] = []
        var at = 0
        while at < words.count {
            guard let first = words[at].text.first(where: { !$0.isWhitespace }), opens(first) else {
                kept.append(words[at])
                at += 1
                continue
            }
            var joined = ""
            var length = 0
            var isMark = false
            while length < mostWords, at + length < words.count, !isMark {
                joined += (length == 0 ? "" : " ") + words[at + length].text
                length += 1
                isMark = removed(from: joined).allSatisfy { !$0.isLetter && !$0.isNumber }
            }
            if isMark {
                at += length
            } else {
                kept.append(words[at])
                at += 1
            }
        }
        return kept
    }

    private static func opens(_ character: Character) -> Bool {
        switch character {
        case "[", "(", "*", "<", "（", "【": true
        default: notes.contains(character)
        }
    }

    private static func isWrapped(_ text: Substring) -> Bool {
        guard let first = text.first, let last = text.last(where: { !$0.isWhitespace && $0 != "." }) else {
            return false
        }
        let inside = text.dropFirst().prefix { $0 != last }
        guard inside.split(whereSeparator: \.isWhitespace).count <= mostWords else { return false }
        let after = text.dropFirst(inside.count + 2)
        guard after.allSatisfy({ $0.isWhitespace || $0 == "." }) else { return false }
        return (first == "(" && last == ")") || (first == "*" && last == "*") || (first == "（" && last == "）")
    }

    /// The index behind the mark that begins a text; nil when none begins there.
    private static func end(of text: Substring) -> String.Index? {
        guard let first = text.first else { return nil }
        let inside = text.dropFirst()
        switch first {
        case "[", "【":
            guard let end = inside.firstIndex(where: { $0 == "]" || $0 == "】" }) else { return nil }
            if inside[..<end].last == "-" { return nil }
            return text.index(after: end)
        case "<":
            guard inside.first == "|", let end = inside.dropFirst().firstIndex(of: ">"),
                text[text.index(before: end)] == "|"
            else { return nil }
            return text.index(after: end)
        case "(", "（":
            return closed(inside, by: first == "(" ? ")" : "）", in: text)
        case "*":
            return closed(inside, by: "*", in: text)
        default:
            if let end = inside.firstIndex(where: notes.contains) { return text.index(after: end) }
            return nil
        }
    }

    private static func closed(_ inside: Substring, by mark: Character, in text: Substring) -> String.Index? {
        guard let end = inside.firstIndex(of: mark) else { return nil }
        let words = inside[..<end].lowercased().split { !$0.isLetter && !$0.isNumber }
        guard !words.isEmpty, words.count <= mostWords else { return nil }
        let names = words.contains { word in stems.contains { word.hasPrefix($0) } }
        guard names || (words.count <= 2 && words.contains { nouns.contains(String($0)) }) else { return nil }
        return text.index(after: end)
    }
}

extension SoundMarks {
    /// Whether a token is one a speech model steers itself with: `[_BEG_]`, `[_TT_120]`, `<|notimestamps|>`.
    package static func isControl(_ token: String) -> Bool {
        let token = token.drop(while: \.isWhitespace)
        return (token.hasPrefix("[_") && token.contains("]")) || (token.hasPrefix("<|") && token.contains("|>"))
    }
}
