import Core
import Model

/// Reads the words and segments of a JSON transcript.
enum JSONWords {
    /// The most words one file may list: far more than 24 hours of speech.
    private static let most = 500_000

    /// The words of a list.
    static func words(_ list: [LocatedJSON], at place: String) throws(SpeechError) -> [Transcript.Word] {
        guard list.count <= most else { throw TranscriptFile.invalid(nil, "\(place) has more than \(most) words") }
        var words: [Transcript.Word] = []
        for (index, value) in list.enumerated() {
            guard value.members != nil else {
                throw TranscriptFile.invalid(
                    value.line,
                    "\(place)[\(index)] is \(value.typeName); a word with its times is expected"
                )
            }
            guard let text = (value["word"] ?? value["text"])?.text else {
                throw TranscriptFile.invalid(value.line, "\(place)[\(index)] has no \"word\" or \"text\"")
            }
            guard !text.allSatisfy(\.isWhitespace) else { continue }
            let span = try span(value, at: "\(place)[\(index)]")
            var word = Transcript.Word(
                text: text.trimmed,
                startMs: span?.startMs,
                endMs: span?.endMs,
                confidence: (value["confidence"] ?? value["probability"])?.number.map { min(1, max(0, $0)) }
            )
            // A transcript of ours that comes back keeps its marks.
            if span != nil, value["approximate"]?.flag == true { word.approximate = true }
            words.append(word)
        }
        return words
    }

    /// The words of segments: their own where they list them, else their text spread over their time.
    static func segments(_ list: [LocatedJSON]) throws(SpeechError) -> (words: [Transcript.Word], isExact: Bool) {
        var words: [Transcript.Word] = []
        var isExact = true
        for (index, value) in list.enumerated() {
            let place = "segments[\(index)]"
            if let inner = value["words"]?.elements, !inner.isEmpty {
                words += try self.words(joined(inner), at: "\(place).words")
                continue
            }
            guard let text = value["text"]?.text else {
                throw TranscriptFile.invalid(value.line, "\(place) has no \"text\"")
            }
            isExact = false
            if let span = try span(value, at: place) {
                words += CaptionReader.words(text, over: span)
            } else {
                words += text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            }
        }
        return (words.filter { !TextTokens($0.text).tokens.isEmpty }, isExact)
    }

    /// whisper.cpp lists tokens, of which the first of each word has a leading space: the others belong to the word before them.
    private static func joined(_ list: [LocatedJSON]) -> [LocatedJSON] {
        let texts = list.map { ($0["word"] ?? $0["text"])?.text ?? "" }
        guard texts.dropFirst().contains(where: { $0.hasPrefix(" ") }) else { return list }
        var joined: [LocatedJSON] = []
        for (value, text) in zip(list, texts) {
            guard !text.hasPrefix(" "), let last = joined.last, last.members != nil else {
                joined.append(value)
                continue
            }
            let head = (last["word"] ?? last["text"])?.text ?? ""
            var whole = last.setting("word", to: LocatedJSON(content: .string(head + text), line: last.line))
            for name in ["end", "endMs"] {
                if let end = value[name] { whole = whole.setting(name, to: end) }
            }
            joined[joined.count - 1] = whole
        }
        return joined
    }

    /// The time of a word or segment; nil when it has none.
    private static func span(_ value: LocatedJSON, at place: String) throws(SpeechError) -> TimeSpan? {
        let inMs = value["startMs"] != nil || value["endMs"] != nil
        let names = inMs ? ("startMs", "endMs") : ("start", "end")
        guard value[names.0] != nil || value[names.1] != nil else { return nil }
        guard let start = value[names.0]?.number, let end = value[names.1]?.number else {
            throw TranscriptFile.invalid(value.line, "\(place) needs both \(names.0) and \(names.1) as numbers")
        }
        let factor = inMs ? 1.0 : 1_000.0
        let latest = Double(TranscriptFile.latestMs)
        guard start >= 0, start * factor <= latest, end * factor <= latest else {
            throw TranscriptFile.invalid(
                value.line,
                "\(place) has a time before 0 or after 24 hours (start and end are seconds, startMs and endMs milliseconds)"
            )
        }
        guard end >= start else { throw TranscriptFile.invalid(value.line, "\(place) ends before it starts") }
        return TimeSpan(startMs: Int((start * factor).rounded()), endMs: Int((end * factor).rounded()))
    }
}
