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
