import Model

/// Finds the fillers a text shows: filled pauses by their spelling, filler words by list and context.
struct FillerFinder: Sendable {
    /// A filler at some tokens of a text.
    struct Find: Sendable, Hashable {
        /// The normalised filler.
        var text: String
        /// What sort it is.
        var kind: Fillers.Kind
        /// The tokens it takes.
        var tokens: Range<Int>
    }

    /// What a transcript's spelling is worth for a filled pause: an engine that writes "um" rarely invents one.
    static let filledPauseConfidence = 0.95
    /// What a rule of context is worth: its precision on the held-out half of the labelled sentences, rounded down.
    static let lexicalConfidence = 0.9

    private let filledPauses: Lexicon
    private let lexical: Lexicon

    /// A finder for one language.
    init(_ list: LanguageList) {
        filledPauses = Lexicon(list.filledPauses, classes: list.classes)
        lexical = Lexicon(list.lexical, classes: list.classes)
    }

    /// Every filler of a text in order; no token belongs to two.
    func fillers(in spoken: SpokenText) -> [Find] {
        let pauses = matches(of: filledPauses, in: spoken, taken: [], kind: .filledPause)
        let taken = Set(pauses.flatMap(\.tokens))
        let words = matches(of: lexical, in: spoken, taken: taken, kind: .lexical)
        return (pauses + words).sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }
    }

    private func matches(of lexicon: Lexicon, in spoken: SpokenText, taken: Set<Int>, kind: Fillers.Kind) -> [Find] {
        let text = ContextText(spoken, filledPauses: taken)
        let isShouted = !spoken.tokens.contains { $0.text.contains(where: \.isLowercase) }
        var finds: [Find] = []
        var index = 0
        while index < spoken.tokens.count {
            guard !taken.contains(index), let match = lexicon.entry(at: index, in: spoken.tokens),
                !spoken.tokens[index + match.count - 1].isCutOff || kind == .filledPause,
                kind == .lexical || isShouted || !isAbbreviation(spoken.tokens[index])
            else {
                index += 1
                continue
            }
            let end = index + match.count
            let place = text.places[index]
            if lexicon.counts(match.rules, from: place, to: text.places[end], in: text) {
                finds.append(Find(text: match.entry.text, kind: kind, tokens: index..<end))
            }
            index = end
        }
        return finds
    }

    /// Whether a word is written as an abbreviation: the ER is a place.
    private func isAbbreviation(_ token: TextToken) -> Bool {
        token.text.unicodeScalars.count > 1 && token.text.allSatisfy(\.isUppercase)
    }
}

/// Finds words that weaken what is said ("maybe", "I guess") by list and context. "Kind of" is both a filler and a hedge and stands
/// in both lists; the two never enter the same part of a score.
struct HedgeFinder: Sendable {
    private let lexicon: Lexicon

    /// A finder for one language.
    init(_ list: LanguageList) {
        lexicon = Lexicon(list.hedges, classes: list.classes)
    }

    /// The tokens of each hedge in order; no token belongs to two.
    func hedges(in spoken: SpokenText, filledPauses: Set<Int>) -> [Range<Int>] {
        let text = ContextText(spoken, filledPauses: filledPauses)
        var hedges: [Range<Int>] = []
        var index = 0
        while index < spoken.tokens.count {
            guard !filledPauses.contains(index), let match = lexicon.entry(at: index, in: spoken.tokens) else {
                index += 1
                continue
            }
            let end = index + match.count
            if lexicon.counts(match.rules, from: text.places[index], to: text.places[end], in: text) {
                hedges.append(index..<end)
            }
            index = end
        }
        return hedges
    }
}

/// What the words of a transcript tell about filled pauses, and so how far the sound is left to itself.
enum FillerGround: String, Sendable, CaseIterable {
    /// The words hold "um" and "uh"; the sound confirms them.
    case verbatim
    /// They leave them out and have times of their own: what lies between two words is known to be no word.
    case betweenWords
    /// They leave them out, and some of them are known and others guessed.
    case someWords
    /// They tell nothing about a place in the sound: there are none, or they have no times of their own.
    case soundAlone

    /// Fewest silences by which an engine's way of timing is judged.
    private static let leastSilences = 3

    /// The ground that a transcript gives over a signal with these silences.
    static func of(_ spoken: SpokenText, _ transcript: Transcript, silences: [TimeSpan]) -> FillerGround {
        guard !spoken.tokens.isEmpty else { return .soundAlone }
        if transcript.keepsFillers { return .verbatim }
        guard spoken.wordTimes == .exact else { return .soundAlone }
        guard transcript.accuracy != .low else { return .someWords }
        return runsThroughSilences(spoken.times.compactMap { $0 }, silences) ? .soundAlone : .betweenWords
    }

    /// Whether most silences lie inside words: each word then lasts until the next one begins, as some engines time them, and the time of a
    /// dropped filler is lent to the word before.
    private static func runsThroughSilences(_ words: [TimeSpan], _ silences: [TimeSpan]) -> Bool {
        guard let first = words.first, let last = words.last else { return true }
        let inner = silences.filter { $0.startMs > first.startMs && $0.endMs < last.endMs }
        var next = 0
        let covered = inner.count { silence in
            let middle = (silence.startMs + silence.endMs) / 2
            while next < words.count, words[next].endMs <= middle { next += 1 }
            return next < words.count && words[next].startMs <= middle
        }
        return inner.count >= leastSilences && 2 * covered > inner.count
    }
}

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

    /// How right such a count was when it was measured, in whole tenths: no reader's recording is one of those.
    private static func figures(_ grounds: Grounds) -> String {
        let (precision, recall) = FillerAccuracy.measured(grounds.ground)
        let shares = "this way found \(tenths(recall)) filled pauses, and \(tenths(precision)) it reported were right"
        guard FillerAccuracy.isOfPeople(grounds.ground) else {
            return "In tests with synthetic voices in a quiet room \(shares); noise and echo lower both."
        }
        guard let placed = FillerAccuracy.placed(grounds.ground) else {
            return "In tests with recordings of people \(shares)."
        }
        return
            "In tests with recordings of people \(shares); the moment was right to a tenth of a second for \(tenths(placed))."
    }

    /// A share in words: "8 in 10", "nearly all".
    static func tenths(_ share: Double) -> String {
        share >= 0.95 ? "nearly all" : "\(Int((share * 10).rounded())) in 10"
    }
}
