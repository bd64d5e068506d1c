import Core
import Model
import Outbound

/// Reads lists of timed words, whatever their members are called and whatever their times are written in.
enum TimedWords {
    /// The words that have a text and both times, in order of time.
    ///
    /// - Parameter names: members that may hold the word, best first.
    static func read(
        _ items: [JSONValue],
        names: [String],
        start: String,
        end: String,
        within durationMs: Int
    ) -> [Transcript.Word] {
        let words = items.compactMap { item -> Transcript.Word? in
            guard let text = names.lazy.compactMap({ item[$0]?.text?.trimmed }).first(where: { !$0.isEmpty }),
                let end = WordTiming.milliseconds(seconds(item[end]), within: durationMs)
            else { return nil }
            // Google leaves zero out.
            let start = WordTiming.milliseconds(seconds(item[start]) ?? 0, within: durationMs)
            return Transcript.Word(text: text, startMs: start, endMs: end, confidence: item["confidence"]?.probability)
        }
        return WordTiming.ordered(words)
    }

    /// A transcript of timed words; without any, of a text whose words have no times.
    static func transcript(
        _ words: [Transcript.Word],
        text: String,
        request: Transcriber.Request,
        engine: String,
        model: String?,
        keepsFillers: Bool
    ) -> Transcript {
        var words = words
        var times = Transcript.WordTimes.exact
        if words.isEmpty {
            words = text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            times = words.isEmpty ? .exact : .none
        }
        let aligned = WordAligner.align(words, to: text).without(SilenceFilter(speech: request.speech))
        return Transcript(
            text: aligned.text,
            language: request.language,
            engine: engine,
            model: model,
            keepsFillers: keepsFillers,
            wordTimes: times,
            accuracy: .standard,
            words: aligned.words
        )
    }

    /// Seconds from a number, or from a protobuf duration such as `1.300s`.
    private static func seconds(_ json: JSONValue?) -> Double? {
        guard let text = json?.text, text.hasSuffix("s") else { return json?.number }
        return Double(text.dropLast())
    }
}
