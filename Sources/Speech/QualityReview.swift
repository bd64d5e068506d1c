import Model

/// What the transcript adds to the verdict on a recording.
struct QualityReview {
    /// Fewer words than this, fillers not counted, are too few to judge. Fifteen words are five or six seconds of speech: no answer.
    static let leastWords = 15

    /// The quality, with `too_few_words` when it applies. The verdict never gets better; no words at all from an engine that hears well
    /// leave nothing to judge.
    ///
    /// A transcript that is missing because nothing heard the words says nothing about the recording.
    static func review(_ quality: Quality, words: Int, _ transcript: Transcript) -> Quality {
        guard words < leastWords, !transcript.isMissing else { return quality }
        let accuracy = transcript.accuracy
        var reviewed = quality
        let heard = words == 0 ? "No words were" : words == 1 ? "Only one word was" : "Only \(words) words were"
        let remedy =
            accuracy == .low
            ? "speak a longer answer close to the microphone, or use a better speech-to-text engine."
            : "answer in a few full sentences, close to the microphone."
        reviewed.issues.append(
            Quality.Issue(code: "too_few_words", detail: "\(heard) understood, too few to judge: \(remedy)")
        )
        let lowered: Quality.Verdict = words == 0 && accuracy != .low ? .unusable : .poor
        if rank(lowered) > rank(reviewed.verdict) { reviewed.verdict = lowered }
        return reviewed
    }

    private static func rank(_ verdict: Quality.Verdict) -> Int {
        Quality.Verdict.allCases.firstIndex(of: verdict) ?? 0
    }
}
