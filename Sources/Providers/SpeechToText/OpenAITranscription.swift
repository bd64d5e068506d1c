import Core
import Model
import Outbound

/// An OpenAI-compatible service's answer.
struct OpenAITranscription {
    private let json: JSONValue
    private let settings: OpenAITranscriberSettings

    /// Checks that it is one.
    init(_ json: JSONValue, settings: OpenAITranscriberSettings) throws(OutboundError) {
        // Old whisper.cpp servers send errors with status 200.
        if let error = json["error"], error != .null {
            throw OutboundError(
                .rejected,
                "it refuses the request.",
                status: 200,
                upstream: error.text ?? error["message"]?.text
            )
        }
        guard case .string? = json["text"] else { throw OutboundError(.malformed, "its answer has no text.") }
        self.json = json
        self.settings = settings
    }

    /// The transcript, times clamped to the recording. No text is silence, not an error.
    func transcript(for request: Transcriber.Request) -> Transcript {
        let segments = (json["segments"]?.items ?? []).map { Segment($0, within: request.durationMs) }
            .filter { !$0.isMark }
        let hallucination = SilenceFilter(speech: request.speech)
        let kept = segments.filter { !hallucination.drops($0) }
        let isWhole = kept.count == segments.count
        let whole = SoundMarks.removed(from: SplitBytes.restored(json["text"]?.text ?? ""))
        var text = isWhole ? Self.unwrapped(whole, kept) : kept.map(\.text).joined()
        var times = Transcript.WordTimes.exact
        var words = timedWords(within: request.durationMs)
        if !isWhole { words.removeAll { word in !kept.contains { $0.covers(word) } } }
        if words.isEmpty {
            words = kept.flatMap { WordTiming.spread($0.text, startMs: $0.startMs, endMs: $0.endMs) }
            times = .approximate
        }
        words = WordTiming.ordered(words)
        if words.isEmpty {
            if segments.isEmpty, hallucination.drops(text: text) { text = "" }
            words = text.split(whereSeparator: \.isWhitespace).map { Transcript.Word(text: String($0)) }
            times = words.isEmpty ? .exact : .none
        }
        let aligned = WordAligner.align(words, to: text).without(hallucination)
        return Transcript(
            text: aligned.text,
            language: request.language,
            engine: settings.engine,
            model: settings.dialect == .openAI ? settings.model : nil,
            keepsFillers: settings.keepsFillers,
            wordTimes: times,
            accuracy: .standard,
            words: aligned.words
        )
    }

    /// The text without the line breaks that a server set inside words, where its segments end.
    private static func unwrapped(_ text: String, _ segments: [Segment]) -> String {
        let isBroken = zip(segments, segments.dropFirst()).contains { TokenJoiner.goesOn($0.text, $1.text) }
        return isBroken ? segments.map(\.text).joined() : text
    }

    private func timedWords(within durationMs: Int) -> [Transcript.Word] {
        if settings.dialect == .whisperCpp {
            let segments = (json["segments"]?.items ?? []).map { $0["words"]?.items ?? [] }
            return SoundMarks.removed(from: TokenJoiner.words(of: segments, within: durationMs))
        }
        return (json["words"]?.items ?? []).compactMap { word in
            guard let text = word["word"]?.text?.trimmed, !text.isEmpty,
                let start = WordTiming.milliseconds(word["start"]?.number, within: durationMs),
                let end = WordTiming.milliseconds(word["end"]?.number, within: durationMs)
            else { return nil }
            return Transcript.Word(text: text, startMs: start, endMs: end, confidence: word["probability"]?.probability)
        }
    }

    /// A stretch the model transcribed at once.
    struct Segment {
        /// Its words.
        let text: String
        /// Where it starts.
        let startMs: Int
        /// Where it ends.
        let endMs: Int
        /// Whether it only describes a sound: `[BLANK_AUDIO]`, `(keyboard clicking)`.
        let isMark: Bool
        /// The model's own doubt that anybody speaks, 0–1.
        let noSpeech: Double?

        /// Reads a segment; times it lacks are the recording's ends.
        init(_ json: JSONValue, within durationMs: Int) {
            let written = SplitBytes.restored(json["text"]?.text ?? "")
            text = SoundMarks.removed(from: written)
            isMark = !written.trimmed.isEmpty && SoundMarks.removed(from: written, isWhole: true).trimmed.isEmpty
            startMs = WordTiming.milliseconds(json["start"]?.number, within: durationMs) ?? 0
            endMs = max(startMs, WordTiming.milliseconds(json["end"]?.number, within: durationMs) ?? durationMs)
            noSpeech = json["no_speech_prob"]?.number
        }

        /// Whether a word lies in it, by its middle.
        func covers(_ word: Transcript.Word) -> Bool {
            guard let span = word.span else { return false }
            return (startMs...endMs).contains(span.startMs + span.durationMs / 2)
        }
    }
}

extension JSONValue {
    /// A number from 0 to 1; nil for anything else.
    var probability: Double? { number.flatMap { (0...1).contains($0) ? $0 : nil } }
}
