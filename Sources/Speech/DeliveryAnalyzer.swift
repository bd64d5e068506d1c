package import Core
package import Model

/// The analyze stage: words and sound become fillers, pace, pauses and the other numbers of a delivery. Pure: the same transcript,
/// hearing and lists give the same analysis, in time linear in their length.
package struct DeliveryAnalyzer: Sendable {
    /// Goes up when the same input gives another analysis.
    package static let version = 7

    private let lists: WordLists

    /// An analyzer that counts by these lists.
    package init(lists: WordLists) {
        self.lists = lists
    }

    /// The words as they stand after a look at the sound and at their language; without a sound, at their language alone.
    package func checked(_ heard: Transcript, _ acoustics: Acoustics?) -> Transcript {
        var transcript = acoustics.map { WordCheck.review(heard, $0) } ?? heard
        guard !transcript.has(.otherLanguage), let finding = LanguageCheck(lists.profiles).finding(transcript) else {
            return transcript
        }
        transcript.findings = [finding] + (transcript.findings ?? [])
        return transcript
    }

    /// The filled pauses that words have by their spelling, told while the answer is still being said: a lower bound, without the sound.
    ///
    /// - Returns: nil where the words are of another language than was declared, or of one without a list.
    package func filledPauses(in heard: Transcript) -> Int? {
        let transcript = checked(heard, nil)
        guard !transcript.has(.otherLanguage), let list = lists.list(for: transcript.language) else { return nil }
        return FillerFinder(list).fillers(in: SpokenText(transcript)).count { $0.kind == .filledPause }
    }

    /// The delivery of an answer, and the quality of its recording now that its words are known. The words are held against the sound
    /// first (``WordCheck``); what cannot be trusted enters no measure.
    package func analyze(_ heard: Transcript, _ hearing: Hearing) -> Analysis {
        let transcript = checked(heard, hearing.acoustics)
        let language = transcript.findings?.first { $0.kind == .otherLanguage }
        let list = language == nil ? lists.list(for: transcript.language) : nil
        let trust = WordTrust(transcript, hasOtherLanguage: language != nil)
        let words = WordFindings(transcript, list, isOwn: trust.counts)
        let acoustics = hearing.acoustics
        let time = OwnTime(acoustics)
        let talk = talk(acoustics)
        let talkMs = talk.map(time.durationMs)
        let ground =
            trust.counts
            ? FillerGround.of(words.spoken, transcript, silences: acoustics.silences) : .soundAlone
        let items = FillerFusion(words.spoken, ground, accuracy: transcript.accuracy)
            .join(words.fillers, acoustics)
        let paceTalkMs = trust.tellsPace ? talkMs : nil
        var delivery = Delivery(
            wordCount: words.wordCount,
            wordsPerMinute: Pace.wordsPerMinute(words.wordCount, talkMs: paceTalkMs, speechMs: acoustics.speechMs),
            syllablesPerSecond: Pace.syllablesPerSecond(acoustics),
            paceCurve: trust.tellsCurve
                ? talk.map { Pace.curve(words.wordTimes, from: $0.startMs, to: $0.endMs, in: time) } ?? [] : [],
            fillers: FillerCount.fillers(
                items,
                FillerCount.Grounds(
                    transcript: transcript,
                    ground: ground,
                    wordCount: trust.tellsPace ? words.wordCount : 0,
                    hasWords: trust.isOwn && !words.spoken.tokens.isEmpty,
                    hasList: list != nil,
                    talkMs: talkMs,
                    otherLanguage: language?.value
                )
            ),
            pauses: PauseFinder(list)
                .pauses(in: hearing, words.spoken, filledPauses: words.filledPauses, accuracy: transcript.accuracy),
            pitch: pitch(acoustics),
            loudness: loudness(hearing),
            hedges: words.hedges.map { mark($0, in: words.spoken) },
            repetitions: words.repetitions.map { mark($0, in: words.spoken) }
        )
        let quality = QualityReview.review(hearing.quality, words: words.plainWordCount, transcript)
        if quality.verdict != .unusable,
            let measures = ScoreMeasures(
                delivery,
                acoustics,
                talkMs: talkMs,
                accuracy: trust.counts && trust.tellsPace ? transcript.accuracy : .low
            )
        {
            delivery.fluency = Fluency.score(measures)
            delivery.confidence = Confidence.score(measures)
        }
        delivery.notes =
            (transcript.findings ?? []).map(\.detail)
            + DeliveryNotes.notes(delivery, transcript, hearing, quality, hasList: list != nil || language != nil)
        return Analysis(delivery: delivery, quality: quality)
    }

    /// What the sound alone says of the delivery until the words are known: pauses, syllables a second, pitch and loudness. Nothing is
    /// counted or scored in it.
    package func outline(_ hearing: Hearing) -> Delivery {
        let none = Transcript(
            text: "",
            language: "und",
            engine: "none",
            keepsFillers: false,
            wordTimes: .none,
            accuracy: .low,
            words: []
        )
        var delivery = analyze(none, hearing).delivery
        delivery.fillers = Fillers(total: 0, reliability: .none, reliabilityNote: Self.early)
        (delivery.fluency, delivery.confidence, delivery.notes) = (nil, nil, [])
        return delivery
    }

    private static let early = "Fillers are counted when the words are known."

    private func pitch(_ acoustics: Acoustics) -> Delivery.Pitch? {
        acoustics.pitch.map {
            Delivery.Pitch(
                medianHz: rounded($0.medianHz, to: 1),
                spreadSemitones: rounded($0.spreadSemitones, to: 0.1)
            )
        }
    }

    /// From the first to the last speech; nil without speech.
    private func talk(_ acoustics: Acoustics) -> TimeSpan? {
        guard let first = acoustics.speech.first, let last = acoustics.speech.last, last.endMs > first.startMs else {
            return nil
        }
        return TimeSpan(startMs: first.startMs, endMs: last.endMs)
    }

    private func loudness(_ hearing: Hearing) -> Delivery.Loudness? {
        let lufs = hearing.quality.loudnessLufs
        let spread = hearing.acoustics.levelSpreadDb
        guard lufs != nil || spread != nil else { return nil }
        return Delivery.Loudness(lufs: lufs.map { rounded($0, to: 0.1) }, spreadDb: spread.map { rounded($0, to: 0.1) })
    }

    private func mark(_ tokens: Range<Int>, in spoken: SpokenText) -> Delivery.Mark {
        let span = spoken.span(tokens)
        return Delivery.Mark(
            text: spoken.tokens[tokens].map(\.folded).joined(separator: " "),
            range: spoken.range(tokens),
            startMs: span?.startMs,
            endMs: span?.endMs
        )
    }
}

/// Everything found in the words of a transcript, before the sound is looked at.
struct WordFindings {
    /// The words with their places and times.
    let spoken: SpokenText
    /// The fillers the text shows, in order.
    let fillers: [FillerFinder.Find]
    /// The tokens that are filled pauses.
    let filledPauses: Set<Int>
    /// The tokens of each hedge, in order.
    let hedges: [Range<Int>]
    /// The tokens of each repetition, in order.
    let repetitions: [Range<Int>]

    /// Looks through a transcript with the list of its language, if there is one.
    ///
    /// - Parameter isOwn: false when the words are those of another recording: nothing is counted from them.
    init(_ transcript: Transcript, _ list: LanguageList?, isOwn: Bool = true) {
        let spoken = SpokenText(transcript)
        let found = isOwn ? list.map { FillerFinder($0).fillers(in: spoken) } ?? [] : []
        // What a low-accuracy engine is not sure of is often another word altogether: no filler is counted from it.
        let fillers = found.filter { find in
            transcript.accuracy != .low
                || find.tokens.allSatisfy { spoken.confidences[$0] ?? 0 >= OrdinaryWords.lowAccuracyCertainty }
        }
        let pauses = Set(fillers.filter { $0.kind == .filledPause }.flatMap(\.tokens))
        hedges = isOwn ? list.map { HedgeFinder($0).hedges(in: spoken, filledPauses: pauses) } ?? [] : []
        repetitions =
            isOwn ? RepetitionFinder(list).repetitions(in: spoken, fillers: Set(fillers.flatMap(\.tokens))) : []
        self.spoken = spoken
        self.fillers = fillers
        filledPauses = pauses
        countsWords = !UnspacedLanguage.includes(transcript.language)
    }

    /// Whether the words can be counted: not in a language written without spaces.
    let countsWords: Bool

    /// The words, filled pauses not counted; 0 when words cannot be counted.
    var wordCount: Int { countsWords ? spoken.tokens.count - filledPauses.count : 0 }

    /// The words that are no filler of either sort; in a language without spaces, two letters are taken for a word.
    var plainWordCount: Int {
        guard countsWords else { return spoken.tokens.reduce(0) { $0 + ($1.text.unicodeScalars.count + 1) / 2 } }
        return spoken.tokens.count - fillers.reduce(0) { $0 + $1.tokens.count }
    }

    /// The times of the words that count; none when words cannot be counted.
    var wordTimes: [TimeSpan] {
        guard countsWords else { return [] }
        return spoken.tokens.indices.compactMap { filledPauses.contains($0) ? nil : spoken.times[$0] }
    }
}

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

/// A value rounded to a multiple of `step`, so that no more digits are shown than the error allows; 0 when it is not finite.
func rounded(_ value: Double, to step: Double) -> Double {
    guard value.isFinite else { return 0 }
    let inverse = (1 / step).rounded()
    // Dividing by a whole number gives the nearest Double to the decimal that is meant: 0.1 steps print without a tail.
    return step < 1 ? (value * inverse).rounded() / inverse : (value / step).rounded() * step
}

/// What this room refuses: a broken word list, or a transcript file it cannot read.
package typealias SpeechError = ModuleError<SpeechErrorCode>

/// The codes of ``SpeechError``; each is a row of ``ErrorTable``.
package enum SpeechErrorCode: String, ErrorCode {
    /// A filler list does not follow its schema.
    case invalidList = "analyze.invalid_list"
    /// A supplied transcript cannot be read.
    case invalidTranscript = "transcribe.invalid_transcript"
}
