import Core
import Model

/// Reads a transcript in JSON: our own shape, an object with `text`, `words` or `segments` as OpenAI-compatible servers, whisperX and
/// AssemblyAI write it, the shapes of ``ServiceJSON``, or a list of words alone. A word is `{text | word, startMs, endMs}` in
/// milliseconds or `{text | word, start, end}` in seconds, or in milliseconds when they would be impossible as seconds; segments without
/// words give approximate times.
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
        if let (full, words) = try ServiceJSON.read(value) { return try transcript(full, words, value) }
        if let list = value.elements {
            return try transcript(nil, try JSONWords(words: list, at: "the list"), value)
        }
        guard value.members != nil else {
            throw TranscriptFile.invalid(value.line, "an object or a list of words is expected")
        }
        let full = try fullText(value)
        for name in ["words", "result", "word_segments"] {
            guard let words = value[name] else { continue }
            guard let list = words.elements else {
                throw TranscriptFile.invalid(
                    words.line,
                    "\"\(name)\" is \(words.typeName); a list of words is expected"
                )
            }
            if !list.isEmpty { return try transcript(full, try JSONWords(words: list, at: name), value) }
        }
        for name in ["segments", "utterances", "chunks"] {
            guard let segments = value[name] else { continue }
            guard let list = segments.elements else {
                throw TranscriptFile.invalid(segments.line, "\"\(name)\" is \(segments.typeName); a list is expected")
            }
            let words = try JSONWords(segments: list, at: name)
            if !words.words.isEmpty { return try transcript(full ?? Self.text(of: list), words, value) }
        }
        guard let full else {
            throw TranscriptFile.invalid(value.line, "there is neither \"text\" nor \"words\" nor \"segments\"")
        }
        return try transcript(full, nil, value)
    }

    /// The text of segments, which begin with a blank of their own where a word may go on across their ends.
    private static func text(of segments: [LocatedJSON]) -> String? {
        let texts = segments.compactMap(JSONWords.text)
        guard texts.count == segments.count else { return nil }
        let joins = texts.count { $0.first == " " } * 2 > texts.count
        return SoundMarks.removed(from: texts.joined(separator: joins ? "" : " ").trimmed)
    }

    private func fullText(_ value: LocatedJSON) throws(SpeechError) -> String? {
        guard let text = value["text"] else { return nil }
        guard let string = text.text else {
            throw TranscriptFile.invalid(text.line, "\"text\" is \(text.typeName); a string is expected")
        }
        return SoundMarks.removed(from: string.trimmed)
    }

    private func transcript(_ full: String?, _ list: JSONWords?, _ value: LocatedJSON) throws(SpeechError) -> Transcript
    {
        var words = list?.words ?? []
        if words.isEmpty, let full {
            words = full.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
        }
        words.removeAll { TextTokens($0.text).tokens.isEmpty }
        let timed = words.count { $0.startMs != nil }
        var repaired = list?.broken ?? 0
        if timed > 0, timed < words.count {
            let spans = WordAlignment.filled(words.map(\.span), tokens: words.map(Self.token))
            for (index, span) in spans.enumerated() where words[index].startMs == nil {
                words[index].startMs = span?.startMs
                words[index].endMs = span?.endMs
                words[index].approximate = true
            }
            repaired = max(repaired, words.count - timed)
        }
        // The text is what readers see, so it stands if the words say the same; else the words are the better witness.
        var text = words.map(\.text).joined(separator: " ")
        if let full, Self.occur(words, in: full) {
            text = full
        } else if let full, let fitted = WordFit.fitted(words, to: full) {
            (text, words) = (fitted.text, fitted.words)
        }
        // A few words between their neighbours do not make the others' times worse.
        let isExact = list?.isExact == true && timed * 5 >= words.count * 4
        var wordTimes: Transcript.WordTimes = timed == 0 ? .none : isExact ? .exact : .approximate
        if let stated = value["wordTimes"]?.text.flatMap(Transcript.WordTimes.init), stated == .approximate,
            wordTimes == .exact
        {
            wordTimes = .approximate
        }
        var transcript = TranscriptFile.supplied(
            text,
            language: tag(value) ?? language,
            wordTimes: wordTimes,
            words: words,
            keepsFillers: value["keepsFillers"]?.flag
        )
        if repaired > 0 { transcript.findings = [WordCheck.repaired(repaired)] }
        return transcript
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

    /// Whether words occur in a text in order, and are all of it.
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
