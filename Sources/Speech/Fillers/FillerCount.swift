import Model

/// Turns found fillers into counts, rates, and the sentence that says what they are worth.
struct FillerCount {
    /// How the count came about.
    struct Grounds {
        /// The transcript, nil words included.
        var transcript: Transcript
        /// What its words tell about filled pauses.
        var ground: FillerGround
        /// How many words it has, for the rate; 0 when they cannot be counted.
        var wordCount: Int
        /// Whether it has any.
        var hasWords: Bool
        /// Whether a word list for its language is configured.
        var hasList: Bool
        /// First to last speech, in milliseconds; nil without speech.
        var talkMs: Int?
        /// The language the words are in, when it is another than was declared.
        var otherLanguage: String?
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
            measured: reliability == .none ? nil : measured(grounds.ground),
            byWord: byWord,
            items: items
        )
    }

    private static func measured(_ ground: FillerGround) -> Fillers.Measured {
        let (precision, recall) = FillerAccuracy.measured(ground)
        return Fillers.Measured(case: ground.rawValue, precision: precision, recall: recall)
    }

    private static func reliability(_ grounds: Grounds) -> (Fillers.Reliability, String) {
        switch (grounds.hasWords, grounds.talkMs != nil) {
        case (false, false):
            return (.none, "Nothing was counted: there are neither words nor speech.")
        case (false, true):
            return (
                .lowerBound,
                "There are no words, so only filled pauses that the sound shows are counted. \(figures(grounds))"
            )
        default: break
        }
        let transcript = grounds.transcript
        if let other = grounds.otherLanguage {
            return (
                .lowerBound,
                "The words are in \(LanguageProfiles.name(other)) and not in \(LanguageProfiles.name(transcript.language)), so filler words were not counted, only what the sound shows."
            )
        }
        guard grounds.hasList else {
            return (
                .lowerBound,
                "There is no filler list for the language \"\(transcript.language)\", so only what the sound shows is counted. \(figures(grounds))"
            )
        }
        if grounds.ground == .verbatim {
            let isMeasured = transcript.language.lowercased().hasPrefix("en")
            let words =
                isMeasured
                ? "Filler words such as \"like\" are told by their context, right in about 9 of 10 cases."
                : "Filler words are told by their context, which has not been measured for this language."
            return (
                .counted,
                "The transcript writes \"um\" and \"uh\" down, so their count can be trusted. \(figures(grounds)) \(words)"
            )
        }
        let who =
            transcript.accuracy == .supplied
            ? "The supplied transcript has no \"um\" or \"uh\"; they may have been edited out."
            : "The speech-to-text engine does not write \"um\" and \"uh\" down."
        return (
            .lowerBound,
            "\(who) The ones counted here were heard in the sound\(place(grounds.ground)). \(figures(grounds))"
        )
    }

    private static func place(_ ground: FillerGround) -> String {
        switch ground {
        case .betweenWords: ", between its words"
        case .someWords: ", where no word is certain"
        case .verbatim, .soundAlone: ", without the help of its words, whose times say too little"
        }
    }

    /// How right such a count was in the accuracy bench, in whole tenths: no reader's recording is the bench's.
    private static func figures(_ grounds: Grounds) -> String {
        let (precision, recall) = FillerAccuracy.measured(grounds.ground)
        return
            "In tests with synthetic voices in a quiet room this way found \(tenths(recall)) filled pauses, and \(tenths(precision)) it reported were right; noise and echo lower both."
    }

    /// A share in words: "8 in 10", "nearly all".
    static func tenths(_ share: Double) -> String {
        share >= 0.95 ? "nearly all" : "\(Int((share * 10).rounded())) in 10"
    }
}
