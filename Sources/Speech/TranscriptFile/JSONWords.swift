import Core
import Model

/// Reads the words and segments of a JSON transcript.
struct JSONWords {
    /// The words in order, those without a time of their own with none.
    private(set) var words: [Transcript.Word] = []
    /// Whether every word has a time of its own, and none shares that of a segment.
    private(set) var isExact = true
    /// How many words had a time that could not be used.
    private(set) var broken = 0

    /// The most words one file may list: far more than 24 hours of speech.
    private static let most = 500_000
    /// No word takes this long, in seconds: a list of such words is in milliseconds.
    private static let longestWord = 10.0
    /// No segment takes this long, in seconds.
    private static let longestSegment = 400.0
    private static let textNames = ["punctuated_word", "word", "text", "value", "content"]

    /// The words of a list, each with its time.
    /// - Throws: `transcribe.invalid_transcript` with the line of what is no word, or of the first broken time when most are.
    init(words list: [LocatedJSON], at place: String) throws(SpeechError) {
        guard list.count <= Self.most else {
            throw TranscriptFile.invalid(nil, "\(place) has more than \(Self.most) words")
        }
        var items: [(word: Transcript.Word, time: JSONTime, line: Int, place: String)] = []
        for (index, value) in list.enumerated() {
            let at = "\(place)[\(index)]"
            guard value.members != nil else {
                throw TranscriptFile.invalid(
                    value.line,
                    "\(at) is \(value.typeName); a word with its times is expected"
                )
            }
            guard let text = Self.text(value) else {
                throw TranscriptFile.invalid(value.line, "\(at) has no \"word\" or \"text\"")
            }
            guard !text.allSatisfy(\.isWhitespace) else { continue }
            var word = Transcript.Word(text: text.trimmed)
            let sure = value["confidence"] ?? value["probability"] ?? value["conf"] ?? value["score"]
            word.confidence = sure?.number.map { min(1, max(0, $0)) }
            // A transcript of ours that comes back keeps its marks.
            if value["approximate"]?.flag == true { word.approximate = true }
            items.append((word, JSONTime(value), value.line, at))
        }
        let factor = Self.factor(items.map(\.time), longest: Self.longestWord)
        var first: SpeechError?
        for item in items {
            var word = item.word
            let span = Self.span(item.time, factor: factor)
            if let fault = item.time.fault ?? span.fault {
                broken += 1
                word.approximate = nil
                if first == nil { first = TranscriptFile.invalid(item.line, "\(item.place) \(fault)") }
            }
            word.startMs = span.span?.startMs
            word.endMs = span.span?.endMs
            if span.span == nil { word.approximate = nil }
            words.append(word)
        }
        // One bad time is no reason to refuse all; most of them are.
        if let first, broken * 2 >= items.count { throw first }
        words = SoundMarks.removed(from: words)
    }

    /// The words of segments: their own where they list them, else their text spread over their time.
    init(segments list: [LocatedJSON], at place: String) throws(SpeechError) {
        let timed = list.filter { $0["words"]?.elements?.isEmpty != false }.map { JSONTime($0) }
        let factor = Self.factor(timed, longest: Self.longestSegment)
        var index = 0
        while index < list.count {
            let value = list[index]
            let at = "\(place)[\(index)]"
            // Words may go on across segments that were cut by length, so neighbours are read as one.
            var inner: [LocatedJSON] = []
            while index < list.count, let more = list[index]["words"]?.elements, !more.isEmpty {
                inner += more
                index += 1
            }
            if !inner.isEmpty {
                let own = try JSONWords(words: Self.joined(inner), at: "\(at).words")
                words += own.words
                broken += own.broken
                continue
            }
            index += 1
            guard let text = Self.text(value) else { throw TranscriptFile.invalid(value.line, "\(at) has no \"text\"") }
            isExact = false
            let spoken = SoundMarks.removed(from: CaptionMarkup.plain(text), isWhole: true)
            let time = JSONTime(value)
            let span = Self.span(time, factor: factor)
            if let fault = time.fault ?? span.fault {
                throw TranscriptFile.invalid(value.line, "\(at) \(fault)")
            }
            if let span = span.span {
                words += CaptionReader.words(spoken, over: span)
            } else {
                words += spoken.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            }
        }
        words.removeAll { TextTokens($0.text).tokens.isEmpty }
    }

    /// What a value says, under the names in use.
    static func text(_ value: LocatedJSON) -> String? {
        textNames.lazy.compactMap { value[$0]?.text }.first
    }

    /// 1,000 to read the file's numbers as seconds, 1 when they are milliseconds: half the words would last longer than any word else.
    private static func factor(_ times: [JSONTime], longest: Double) -> Double {
        let lengths = times.compactMap { $0.inMs ? nil : $0.span.map { $0.end - $0.start } }.sorted()
        guard !lengths.isEmpty else { return 1_000 }
        return lengths[lengths.count / 2] >= longest ? 1 : 1_000
    }

    private static func span(_ time: JSONTime, factor: Double) -> (span: TimeSpan?, fault: String?) {
        guard let (start, end) = time.span else { return (nil, nil) }
        let factor = time.inMs ? 1 : factor
        let latest = Double(TranscriptFile.latestMs)
        guard start >= 0, start * factor <= latest, end * factor <= latest else {
            return (
                nil,
                "has a time before 0 or after 24 hours (start and end are seconds, startMs and endMs milliseconds)"
            )
        }
        return (TimeSpan(startMs: Int((start * factor).rounded()), endMs: Int((end * factor).rounded())), nil)
    }

    /// whisper.cpp lists tokens, of which the first of each word has a leading space: the others belong to the word before them.
    private static func joined(_ list: [LocatedJSON]) -> [LocatedJSON] {
        let list = list.filter { !SoundMarks.isControl(text($0) ?? "") }
        let texts = list.map { text($0) ?? "" }
        guard texts.dropFirst().contains(where: { $0.hasPrefix(" ") }) else { return list }
        var joined: [LocatedJSON] = []
        for (value, text) in zip(list, texts) {
            guard !text.hasPrefix(" "), let last = joined.last, last.members != nil else {
                joined.append(value)
                continue
            }
            let head = Self.text(last) ?? ""
            var whole = last.setting("word", to: LocatedJSON(content: .string(head + text), line: last.line))
            for name in ["end", "endMs"] {
                if let end = value[name] { whole = whole.setting(name, to: end) }
            }
            joined[joined.count - 1] = whole
        }
        return joined
    }
}
