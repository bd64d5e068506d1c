import Interview

/// Turns found fillers into counts, rates, and the sentence that says what they are worth.
struct FillerCount {
    /// How the count came about.
    struct Grounds {
        /// The transcript, nil words included.
        var transcript: Transcript
        /// How many words it has, for the rate; 0 when they cannot be counted.
        var wordCount: Int
        /// Whether it has any.
        var hasWords: Bool
        /// Whether a word list for its language is configured.
        var hasList: Bool
        /// First to last speech, in milliseconds; nil when nobody speaks.
        var talkMs: Int?
    }

    /// The result for some fillers.
    static func fillers(_ items: [Fillers.Item], _ grounds: Grounds) -> Fillers {
        var byWord: [String: Int] = [:]
        for item in items { byWord[item.text, default: 0] += 1 }
        let (reliability, note) = reliability(grounds)
        return Fillers(
            total: items.count,
            perMinute: grounds.talkMs.flatMap {
                $0 >= Pace.leastMs ? rounded(Double(items.count) * 60_000 / Double($0), to: 0.1) : nil
            },
            per100Words: grounds.wordCount > 0
                ? rounded(Double(items.count) * 100 / Double(grounds.wordCount), to: 0.1) : nil,
            reliability: reliability,
            reliabilityNote: note,
            byWord: byWord,
            items: items
        )
    }

    private static func reliability(_ grounds: Grounds) -> (Fillers.Reliability, String) {
        let transcript = grounds.transcript
        let hasSpeech = grounds.talkMs != nil
        switch (grounds.hasWords, hasSpeech) {
        case (false, false):
            return (.none, "Nothing was counted: there are neither words nor speech.")
        case (false, true):
            return (
                .lowerBound,
                "There are no words, so only filled pauses that the sound shows are counted; there may be more."
            )
        default: break
        }
        guard grounds.hasList else {
            return (
                .lowerBound,
                "There is no filler list for the language \"\(transcript.language)\", so only what the sound shows is counted."
            )
        }
        if transcript.keepsFillers {
            let isMeasured = transcript.language.lowercased().hasPrefix("en")
            let words =
                isMeasured
                ? "filler words such as \"like\" are told by their context, right in about 9 of 10 cases"
                : "filler words are told by their context, which has not been measured for this language"
            return (.counted, "The transcript writes \"um\" and \"uh\" down, so their count can be trusted; \(words).")
        }
        if transcript.accuracy == .supplied {
            return (
                .lowerBound,
                "The supplied transcript has no \"um\" or \"uh\"; they may have been edited out. The ones counted here were heard in the sound, and there may be more."
            )
        }
        return (
            .lowerBound,
            "The speech-to-text engine does not write \"um\" and \"uh\" down. The ones counted here were heard in the sound, so this is a lower bound."
        )
    }
}
