import Core
import Model

/// Reads the JSON of services that have shapes of their own: Deepgram, Google Speech-to-Text, Amazon Transcribe, whisper.cpp, Rev AI, and the
/// captions of video sites (json3).
enum ServiceJSON {
    /// What was read: the text, when there is one, and the words.
    typealias Heard = (text: String?, words: JSONWords)

    /// The words of a value; nil when it has none of these shapes.
    static func read(_ value: LocatedJSON) throws(SpeechError) -> Heard? {
        if let results = (value["response"] ?? value)["results"] {
            if let channels = results["channels"]?.elements { return try deepgram(channels, results.line) }
            if let items = results["items"]?.elements { return try amazon(items, results) }
            if let list = results.elements { return try google(list) }
        }
        if let list = value.elements, list.contains(where: { $0["alternatives"] != nil }) { return try google(list) }
        if let list = value["transcription"]?.elements {
            return (nil, try JSONWords(segments: list, at: "transcription"))
        }
        if let list = value["monologues"]?.elements { return try monologues(list) }
        if let list = value["events"]?.elements { return try events(list) }
        return nil
    }

    private static func deepgram(_ channels: [LocatedJSON], _ line: Int) throws(SpeechError) -> Heard {
        // Of several channels the one with the most words holds the speaker.
        let best = channels.compactMap { $0["alternatives"]?.elements?.first }
            .max { ($0["words"]?.elements?.count ?? 0) < ($1["words"]?.elements?.count ?? 0) }
        guard let best else { throw TranscriptFile.invalid(line, "\"channels\" has no \"alternatives\"") }
        return try alternative(best, at: "alternatives[0]")
    }

    private static func alternative(_ value: LocatedJSON, at place: String) throws(SpeechError) -> Heard {
        let text = value["transcript"]?.text?.trimmed
        let list = value["words"]?.elements ?? []
        if list.isEmpty {
            return (text, try JSONWords(segments: [object("text", text ?? "", value.line)], at: place))
        }
        return (text, try JSONWords(words: list, at: "\(place).words"))
    }

    private static func google(_ results: [LocatedJSON]) throws(SpeechError) -> Heard {
        var best = results.compactMap { $0["alternatives"]?.elements?.first }
        // With speakers told apart, the last result lists all words again and has no text.
        if best.count > 1, let last = best.last, let words = last["words"]?.elements, !words.isEmpty {
            let others = best.dropLast().reduce(0) { $0 + ($1["words"]?.elements?.count ?? 0) }
            if words.count >= others, last["transcript"]?.text?.trimmed.isEmpty != false { best = [last] }
        }
        let words = best.flatMap { $0["words"]?.elements ?? [] }
        let texts = best.compactMap { $0["transcript"]?.text?.trimmed }.filter { !$0.isEmpty }
        let text = texts.isEmpty ? nil : texts.joined(separator: " ")
        if words.isEmpty {
            return try alternative(object("transcript", text ?? "", results.first?.line ?? 1), at: "results")
        }
        return (text, try JSONWords(words: words, at: "words"))
    }

    private static func amazon(_ items: [LocatedJSON], _ results: LocatedJSON) throws(SpeechError) -> Heard {
        let words = items.filter { $0["type"]?.text != "punctuation" }.compactMap { item -> LocatedJSON? in
            guard let content = item["alternatives"]?.elements?.first?["content"] else { return nil }
            return item.setting("word", to: content)
        }
        return (
            results["transcripts"]?.elements?.first?["transcript"]?.text?.trimmed,
            try JSONWords(words: words, at: "items")
        )
    }

    private static func monologues(_ list: [LocatedJSON]) throws(SpeechError) -> Heard {
        let elements = list.flatMap { $0["elements"]?.elements ?? [] }
        let text = elements.compactMap { $0["value"]?.text }.joined()
        let words = elements.filter { ($0["type"]?.text ?? "text") == "text" }
        return (text.isEmpty ? nil : text, try JSONWords(words: words, at: "elements"))
    }

    /// Captions whose events have a start, and pieces with offsets from it; an event without pieces moves the rows.
    private static func events(_ list: [LocatedJSON]) throws(SpeechError) -> Heard {
        var segments: [LocatedJSON] = []
        for event in list where event["aAppend"] == nil {
            let text = (event["segs"]?.elements ?? []).compactMap { $0["utf8"]?.text }.joined()
            guard !text.allSatisfy(\.isWhitespace), let start = event["tStartMs"]?.number else { continue }
            let next = object("text", text, event.line)
                .setting("startMs", to: LocatedJSON(content: .number(start), line: event.line))
                .setting(
                    "endMs",
                    to: LocatedJSON(
                        content: .number(start + max(0, event["dDurationMs"]?.number ?? 0)),
                        line: event.line
                    )
                )
            // Two rows are shown at once: one is spoken until the next begins.
            if let last = segments.last, let end = last["endMs"]?.number, end > start {
                segments[segments.count - 1] = last.setting(
                    "endMs",
                    to: LocatedJSON(content: .number(start), line: event.line)
                )
            }
            segments.append(next)
        }
        return (nil, try JSONWords(segments: segments, at: "events"))
    }

    private static func object(_ key: String, _ text: String, _ line: Int) -> LocatedJSON {
        LocatedJSON(content: .object([]), line: line)
            .setting(key, to: LocatedJSON(content: .string(text), line: line))
    }
}

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

/// The time of a word or segment of a JSON transcript, in whatever members and units a service writes it.
struct JSONTime {
    /// Start and end in the file's unit; nil when there is none, or when it is broken.
    var span: (start: Double, end: Double)?
    /// Whether the unit is milliseconds for certain; else it is seconds, or milliseconds if the numbers say so.
    var inMs = false
    /// What is wrong with it, for a refusal; nil when it is right or absent.
    var fault: String?

    /// Names of members that hold start and end, and whether they are in milliseconds.
    private static let names: [(start: String, end: String, inMs: Bool)] = [
        ("startMs", "endMs", true), ("start_ms", "end_ms", true), ("start", "end", false),
        ("startTime", "endTime", false),
        ("start_time", "end_time", false), ("startOffset", "endOffset", false), ("ts", "end_ts", false),
        ("from", "to", false),
        ("start_ts", "end_ts", false),
    ]

    /// Reads the time of a value.
    init(_ value: LocatedJSON) {
        if let offsets = value["offsets"], offsets["from"] != nil {
            read(offsets["from"], offsets["to"], "offsets.from", "offsets.to", inMs: true)
            return
        }
        if let pair = value["timestamp"]?.elements, pair.count == 2 {
            read(pair[0], pair[1], "timestamp[0]", "timestamp[1]", inMs: false)
            return
        }
        for (start, end, inMs) in Self.names where value[start] != nil || value[end] != nil {
            // Google leaves a start of zero out.
            let first = value[start] ?? (start == "startTime" || start == "startOffset" ? .zero(value.line) : nil)
            read(first, value[end], start, end, inMs: inMs)
            return
        }
    }

    private mutating func read(
        _ start: LocatedJSON?,
        _ end: LocatedJSON?,
        _ first: String,
        _ second: String,
        inMs: Bool
    ) {
        self.inMs = inMs
        guard let from = Self.seconds(start), let to = Self.seconds(end) else {
            fault = "needs both \(first) and \(second) as numbers"
            return
        }
        if to < from {
            fault = "ends before it starts"
        } else {
            span = (from, to)
        }
    }

    /// A number, a number in quotes, a duration such as "1.300s", or seconds and nanoseconds.
    private static func seconds(_ value: LocatedJSON?) -> Double? {
        guard let value else { return nil }
        if let number = value.number { return number }
        if let text = value.text {
            let number = Double(text.hasSuffix("s") ? String(text.dropLast()) : text)
            return number.flatMap { $0.isFinite ? $0 : nil }
        }
        guard value.members != nil else { return nil }
        let whole = value["seconds"].map { seconds($0) ?? 0 } ?? 0
        return whole + (value["nanos"]?.number ?? 0) / 1e9
    }
}

extension LocatedJSON {
    /// Zero on a line.
    fileprivate static func zero(_ line: Int) -> LocatedJSON { LocatedJSON(content: .number(0), line: line) }
}
