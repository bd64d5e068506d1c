import Model

/// Turns what the engine heard into words with times.
///
/// The engine knows no punctuation and no capitals, and none are invented: a full stop at every long pause would make each
/// pause look like the end of a sentence to what classifies pauses by the text. The text has a line break where the
/// speaker paused for 700 ms or more, and "I" is written as English spells it.
struct HeardTranscript: Sendable, Hashable {
    /// From this pause on the text goes on in a new line.
    static let lineBreakMs = 700
    /// How far outside the detected speech a word may lie and still be believed.
    static let toleranceMs = 100
    private static let frameMs = 10

    private let speech: [TimeSpan]
    private let durationMs: Int
    private var words: [Transcript.Word] = []

    /// An empty one for a recording with speech at `speech`.
    init(speech: [TimeSpan], durationMs: Int) {
        self.speech = speech
        self.durationMs = durationMs
    }

    /// Adds what was heard in one utterance; utterances come in order.
    mutating func add(_ tokens: [HeardToken], in utterance: TimeSpan) {
        for token in tokens {
            guard let text = Self.spelled(token.text) else { continue }
            let floor = words.last?.endMs ?? 0
            let end = min(utterance.startMs + (max(0, token.endFrame) + 1) * Self.frameMs, utterance.endMs, durationMs)
            let start = max(floor, utterance.startMs + max(0, token.startFrame) * Self.frameMs)
            guard end > start, isSpeech(start, end) else { continue }
            let confidence = (token.posterior * 1_000).rounded() / 1_000
            words.append(Transcript.Word(text: text, startMs: start, endMs: end, confidence: confidence))
        }
    }

    /// The transcript of everything added.
    func transcript(language: String) -> Transcript {
        var text = ""
        var lastEnd: Int?
        for word in words {
            if let lastEnd { text += (word.startMs ?? lastEnd) - lastEnd >= Self.lineBreakMs ? "\n" : " " }
            text += word.text
            lastEnd = word.endMs
        }
        return Transcript(
            text: text,
            language: language,
            engine: PocketSphinxTranscriber.engine,
            model: PocketSphinxTranscriber.model,
            keepsFillers: false,
            wordTimes: .exact,
            accuracy: .low,
            words: words
        )
    }

    /// A dictionary entry as a reader knows it; nil for silence, noise and sentence marks.
    static func spelled(_ entry: String) -> String? {
        guard let first = entry.first, !"<[+".contains(first) else { return nil }
        var word = Substring(entry)
        if word.last == ")", let bracket = word.lastIndex(of: "("),
            word[bracket...].dropFirst().dropLast().allSatisfy(\.isNumber)
        {
            word = word[..<bracket]
        }
        guard !word.isEmpty else { return nil }
        return word == "i" || word.hasPrefix("i'") ? "I" + word.dropFirst() : String(word)
    }

    private func isSpeech(_ start: Int, _ end: Int) -> Bool {
        speech.contains { $0.startMs - Self.toleranceMs < end && start < $0.endMs + Self.toleranceMs }
    }
}
