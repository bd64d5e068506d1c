import Core
import Model

/// Reads a transcript in JSON: our own shape, `verbose_json` of OpenAI-compatible servers (words beside or inside segments), an object with
/// a `words` list, or the list alone. A word is `{text | word, startMs, endMs}` in milliseconds or `{text | word, start, end}` in
/// seconds; segments without words give approximate times.
struct TranscriptJSON {
    /// The language when the file names none as a tag.
    var language: String

    /// The transcript a text holds.
    func read(_ text: String) throws(SpeechError) -> Transcript {
        let value: LocatedJSON
        do {
            value = try LocatedJSONParser.parse(Array(text.utf8), maxBytes: TranscriptFile.mostBytes)
        } catch {
            throw TranscriptFile.invalid(error.line, "the JSON \(error.message)")
        }
        if let list = value.elements {
            return try transcript(nil, try JSONWords.words(list, at: "the list"), value, isExact: true)
        }
        guard value.members != nil else {
            throw TranscriptFile.invalid(value.line, "an object or a list of words is expected")
        }
        let full = try fullText(value)
        if let words = value["words"] {
            guard let list = words.elements else {
                throw TranscriptFile.invalid(words.line, "\"words\" is \(words.typeName); a list of words is expected")
            }
            if !list.isEmpty {
                return try transcript(full, try JSONWords.words(list, at: "words"), value, isExact: true)
            }
        }
        if let segments = value["segments"] {
            guard let list = segments.elements else {
                throw TranscriptFile.invalid(segments.line, "\"segments\" is \(segments.typeName); a list is expected")
            }
            let (words, isExact) = try JSONWords.segments(list)
            if !words.isEmpty { return try transcript(full, words, value, isExact: isExact) }
        }
        guard let full else {
            throw TranscriptFile.invalid(value.line, "there is neither \"text\" nor \"words\" nor \"segments\"")
        }
        let words = full.split(whereSeparator: \.isWhitespace).map(String.init).filter {
            !TextTokens($0).tokens.isEmpty
        }
        return try transcript(full, words.map { Transcript.Word(text: $0) }, value, isExact: false)
    }

    private func fullText(_ value: LocatedJSON) throws(SpeechError) -> String? {
        guard let text = value["text"] else { return nil }
        guard let string = text.text else {
            throw TranscriptFile.invalid(text.line, "\"text\" is \(text.typeName); a string is expected")
        }
        return string.trimmed
    }

    private func transcript(_ full: String?, _ words: [Transcript.Word], _ value: LocatedJSON, isExact: Bool)
        throws(SpeechError) -> Transcript
    {
        let timed = words.count { $0.startMs != nil }
        let joined = words.map(\.text).joined(separator: " ")
        // The text is what readers see, so it stands if the words occur in it in order; else the words are the better witness.
        let text = full.map { Self.occur(words, in: $0) ? $0 : joined } ?? joined
        var wordTimes: Transcript.WordTimes =
            timed == 0 ? .none : isExact && timed == words.count ? .exact : .approximate
        if let stated = value["wordTimes"]?.text.flatMap(Transcript.WordTimes.init), stated == .approximate,
            wordTimes == .exact
        {
            wordTimes = .approximate
        }
        var complete = words
        if timed > 0, timed < words.count {
            let spans = WordAlignment.filled(words.map(\.span), tokens: words.map(Self.token))
            for (index, span) in spans.enumerated() {
                complete[index].startMs = span?.startMs
                complete[index].endMs = span?.endMs
            }
        }
        return TranscriptFile.supplied(
            text,
            language: tag(value) ?? language,
            wordTimes: wordTimes,
            words: complete,
            keepsFillers: value["keepsFillers"]?.flag
        )
    }

    /// The language a file names, when it is a tag and no English name ("english", as OpenAI writes).
    private func tag(_ value: LocatedJSON) -> String? {
        guard let tag = value["language"]?.text, value["keepsFillers"] != nil, tag.utf8.count <= 35,
            (2...3).contains(tag.prefix { $0 != "-" }.count),
            tag.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
        else { return nil }
        return tag
    }

    private static func token(_ word: Transcript.Word) -> TextToken {
        TextToken(text: word.text, folded: word.text, range: TextRange(start: 0, end: 0), gapBefore: .tight)
    }

    /// Whether words occur in a text in order.
    private static func occur(_ words: [Transcript.Word], in text: String) -> Bool {
        let tokens = TextTokens(text).tokens
        var at = 0
        for word in words {
            for piece in TextTokens(word.text).tokens {
                while at < tokens.count, tokens[at].folded != piece.folded { at += 1 }
                guard at < tokens.count else { return false }
                at += 1
            }
        }
        return true
    }
}
