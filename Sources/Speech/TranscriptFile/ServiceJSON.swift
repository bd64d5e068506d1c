import Core

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
