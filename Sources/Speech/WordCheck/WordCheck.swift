import Core
package import Model

/// Holds the words of a transcript against the sound, of an engine or supplied: loops, words without speech, times that do not
/// fit, the words of another recording, speech without words. What can be repaired is repaired; everything found is told.
///
/// The sound's evidence is where speech is and where syllables are heard (``Acoustics/syllableNucleiMs``). Bounds are wide: an
/// ordinary transcript of an ordinary recording passes untouched.
package struct WordCheck {
    /// Goes up when the same input gives another outcome.
    package static let version = 2

    /// Silence this long holds no words, in milliseconds.
    static let longSilenceMs = 1_500
    /// How far a word's time may lie from the speech it belongs to, in milliseconds.
    static let slackMs = 300
    /// Syllables heard for each one written, below which there are too many words for the sound, and above which too few.
    static let fitting = 0.42...3.0
    /// Words per second of speech that no speaker reaches over a whole answer, and that none stays under.
    static let possibleRate = 0.7...5.0
    /// Under this much speech the number of words is not judged, in milliseconds.
    static let leastSpeechMs = 5_000
    /// Speech without words is told from here on, in milliseconds, and from so many syllables.
    static let (unwordedMs, unwordedSyllables) = (2_500, 7.0)
    /// Where nothing sounds like speech, up to so many words of an engine are not believed, and none below this level in dBFS.
    static let (fewWords, quietDb) = (12, -55.0)

    private let sound: SoundMap
    private let acoustics: Acoustics
    private var transcript: Transcript
    private var found: [TranscriptFinding] = []

    private init(_ transcript: Transcript, _ acoustics: Acoustics) {
        self.transcript = transcript
        self.acoustics = acoustics
        sound = SoundMap(acoustics)
        found = transcript.findings ?? []
    }

    /// The transcript with what could be repaired, its findings in ``Transcript/findings``; nil when everything fits.
    /// A transcript that was checked before comes back as it is.
    package static func review(_ transcript: Transcript, _ acoustics: Acoustics) -> Transcript {
        var check = WordCheck(transcript, acoustics)
        check.dropMarks()
        // An engine's loop is cut before its times are judged; what a person supplied may be another recording's before it is a loop.
        if transcript.accuracy != .supplied { check.dropLoops() }
        check.convertUnit()
        check.bringInside()
        if transcript.accuracy == .supplied { check.dropLoops() }
        check.repairTimes()
        check.dropInventions()
        check.compareTimes()
        check.compareNumbers()
        check.findUnworded()
        check.transcript.findings = check.found.isEmpty ? nil : check.found
        return check.transcript
    }

    /// The finding that some words had no usable time of their own.
    static func repaired(_ count: Int) -> TranscriptFinding {
        TranscriptFinding(
            .timesRepaired,
            "\(words(count)) had no usable time and \(count == 1 ? "was" : "were") placed between \(count == 1 ? "its" : "their") neighbours.",
            count: count
        )
    }

    /// "One word", "12 words".
    static func words(_ count: Int) -> String { count == 1 ? "One word" : "\(count) words" }

    private var isTimed: Bool { transcript.wordTimes != .none && transcript.words.contains { $0.span != nil } }
    private var keys: [String] {
        transcript.words.map { TextTokens.fold($0.text).filter { $0.isLetter || $0.isNumber } }
    }

    private mutating func note(_ finding: TranscriptFinding) {
        if let at = found.firstIndex(where: { $0.code == finding.code }) {
            found[at] = finding
        } else {
            found.append(finding)
        }
    }

    /// Control tokens and described sounds are no words, whatever engine wrote them.
    private mutating func dropMarks() {
        let kept = SoundMarks.removed(from: transcript.words)
        if kept.count < transcript.words.count { transcript.words = kept }
        let text = SoundMarks.removed(from: transcript.text)
        if text != transcript.text { transcript.text = text.trimmed }
    }
}

// MARK: - Words

extension WordCheck {
    /// Leaves out the turns of a repeated phrase that the sound does not hold.
    private mutating func dropLoops() {
        guard sound.speechMs > 0, !transcript.words.isEmpty else { return }
        let keys = keys
        let runs = WordLoops.runs(keys)
        guard !runs.isEmpty else { return }
        let texts = transcript.words.map(\.text)
        let whole = WrittenSyllables.count(texts)
        let heardInAll = sound.syllables(in: TimeSpan(startMs: 0, endMs: sound.durationMs))
        var gone = Set<Int>()
        var worst: (run: WordLoops.Run, held: Int)?
        for run in runs {
            let written = WrittenSyllables.count(texts[run.words])
            var heard = max(0, heardInAll - (whole - written) * 0.8)
            if transcript.wordTimes == .exact, let start = transcript.words[run.words.lowerBound].startMs,
                let end = transcript.words[run.words.upperBound - 1].endMs, end > start
            {
                heard = sound.syllables(in: TimeSpan(startMs: start - 200, endMs: end + 200))
            }
            let held = WordLoops.held(run, heard: heard, written: written)
            guard held < run.times else { continue }
            gone.formUnion(run.words.lowerBound + held * run.phrase..<run.words.upperBound)
            if run.times > worst?.run.times ?? 0 { worst = (run, held) }
        }
        guard let worst else { return }
        let phrase = texts[worst.run.words].prefix(min(8, worst.run.phrase)).joined(separator: " ")
        let more = worst.run.phrase > 8 ? " …" : ""
        transcript = TextCut.removing(gone, from: transcript)
        note(
            TranscriptFinding(
                .loop,
                "The transcript repeated “\(phrase)\(more)” \(worst.run.times) times, and the sound holds it \(worst.held == 1 ? "once at most" : "about \(worst.held) times"). The other \(gone.count) words were left out; words that were really said may be missing.",
                count: gone.count
            )
        )
    }

    /// Leaves out words of an engine that stand where there is no speech.
    private mutating func dropInventions() {
        guard !transcript.words.isEmpty else { return }
        if sound.speech.isEmpty {
            // Models write a sentence about noise. More words, or a person's, may be right: an ear hears more than the detector.
            let loudest = acoustics.levelsDb.max() ?? -100
            if transcript.accuracy != .supplied, transcript.words.count <= Self.fewWords || loudest < Self.quietDb {
                leaveOutSilent(Set(transcript.words.indices))
            } else {
                tellUnheard()
            }
            return
        }
        guard transcript.accuracy != .supplied else { return }
        guard transcript.wordTimes == .exact else { return }
        let silent = transcript.words.indices.filter { isInSilence(transcript.words[$0]) }
        // Most words in silence: their times are wrong, not the words.
        guard !silent.isEmpty, silent.count * 3 <= transcript.words.count else { return }
        leaveOutSilent(Set(silent))
    }

    private mutating func tellUnheard() {
        let count = transcript.words.count
        let detail =
            "Nothing in the sound could be told to be speech, so its \(count) words could not be compared with it. Noise or music may cover the voice."
        note(TranscriptFinding(.noSpeechFound, detail, count: count))
    }

    private mutating func leaveOutSilent(_ places: Set<Int>) {
        let said = places.sorted().prefix(6).map { transcript.words[$0].text }.joined(separator: " ")
        let spans = places.sorted().compactMap { transcript.words[$0].span }
        transcript = TextCut.removing(places, from: transcript)
        note(
            TranscriptFinding(
                .wordsInSilence,
                "\(Self.words(places.count)) (“\(said)\(places.count > 6 ? " …" : "")”) stood where nobody speaks and \(places.count == 1 ? "was" : "were") left out.",
                count: places.count,
                startMs: spans.first?.startMs,
                endMs: spans.last?.endMs
            )
        )
    }

    private func isInSilence(_ word: Transcript.Word) -> Bool {
        guard let span = word.span else { return false }
        let around = TimeSpan(startMs: span.startMs - Self.slackMs, endMs: span.endMs + Self.slackMs)
        guard sound.speechMs(in: around) == 0 else { return false }
        return acoustics.silences.contains { $0.durationMs >= Self.longSilenceMs && $0.overlapMs(with: span) > 0 }
            || acoustics.silences.isEmpty
    }
}

// MARK: - Times

extension WordCheck {
    private var latestMs: Int { transcript.words.compactMap(\.endMs).max() ?? 0 }

    /// Whether the number of words could have been said in this recording.
    private var couldBeSaid: Bool {
        guard sound.speechMs >= Self.leastSpeechMs else { return true }
        let written = WrittenSyllables.count(transcript.words.map(\.text))
        let heard = sound.syllables(in: TimeSpan(startMs: 0, endMs: sound.durationMs))
        let rate = Double(transcript.words.count) * 1_000 / Double(sound.speechMs)
        return heard / max(1, written) >= Self.fitting.lowerBound || rate <= Self.possibleRate.upperBound
    }

    /// Converts times that were written in milliseconds and read as seconds, or the other way round.
    private mutating func convertUnit() {
        let duration = Double(sound.durationMs)
        let latest = Double(latestMs)
        guard isTimed, duration >= 1_000, latest > 0, transcript.words.count >= 3 else { return }
        let isLarge = latest > 20 * duration && (0.2...1.2).contains(latest / 1_000 / duration)
        let isSmall = latest * 50 < duration && (0.2...1.2).contains(latest * 1_000 / duration)
        guard isLarge || isSmall else { return }
        for index in transcript.words.indices {
            transcript.words[index].startMs = transcript.words[index].startMs.map { isLarge ? $0 / 1_000 : $0 * 1_000 }
            transcript.words[index].endMs = transcript.words[index].endMs.map { isLarge ? $0 / 1_000 : $0 * 1_000 }
        }
        if isSmall { transcript.wordTimes = .approximate }
        note(
            TranscriptFinding(
                .timesUnit,
                "The times of the words were \(isLarge ? "a thousand times too large" : "a thousand times too small") and were converted.",
                count: transcript.words.count
            )
        )
    }

    /// Judges times behind the end of the recording: a few are cut, many are those of another recording or of another clock.
    private mutating func bringInside() {
        guard isTimed, sound.durationMs > 0 else { return }
        let end = sound.durationMs
        let beyond = transcript.words.indices.filter { (transcript.words[$0].startMs ?? 0) >= end - 1 }
        guard !beyond.isEmpty else { return }
        let count = transcript.words.count
        if couldBeSaid {
            if beyond.count * 7 <= count {
                compressTail(from: beyond.count)
                tellBeyond(beyond.count, count, "They were moved to the end of the speech.")
            } else {
                makeRough(beyond.count, "\(beyond.count) of \(count) words have times behind the end of the recording.")
            }
            return
        }
        let inside = count - beyond.count
        if inside > 0 {
            transcript = TextCut.removing(Set(beyond), from: transcript)
            tellBeyond(beyond.count, count, "They were left out.")
        } else {
            dropTimes()
        }
        note(
            TranscriptFinding(
                .wordsDoNotFit,
                "The transcript has \(count) words, far more than were spoken here. Is it the transcript of another recording? Nothing is counted from its words.",
                count: count
            )
        )
    }

    private mutating func tellBeyond(_ beyond: Int, _ count: Int, _ outcome: String) {
        note(
            TranscriptFinding(
                .timesBeyondEnd,
                "\(beyond) of \(count) words have times behind the end of the recording. \(outcome)",
                count: beyond
            )
        )
    }

    /// Spreads the last words, twice as many as lie behind the end, up to the end of the speech.
    private mutating func compressTail(from beyond: Int) {
        let last = sound.speech.last?.endMs ?? sound.durationMs
        var first = max(0, transcript.words.count - 3 * beyond)
        while first > 0, (transcript.words[first].startMs ?? 0) > last - 200 { first -= 1 }
        let start = min(transcript.words[first].startMs ?? 0, last)
        let tail = transcript.words[first...].map(\.text)
        for (offset, share) in WordAlignment.shares(TimeSpan(startMs: start, endMs: last), tail).enumerated() {
            transcript.words[first + offset].startMs = share.startMs
            transcript.words[first + offset].endMs = share.endMs
            transcript.words[first + offset].approximate = true
        }
    }

    /// Spreads all words over the speech: their order is right, their times say nothing.
    private mutating func makeRough(_ count: Int, _ reason: String) {
        if sound.speechMs > 0 {
            transcript.words = TimeRepair.spread(transcript.words, over: sound)
            transcript.wordTimes = .approximate
        } else {
            dropTimes()
        }
        note(
            TranscriptFinding(
                .timesDoNotFit,
                "\(reason) The times were replaced by rough ones, so pace over time and the places of pauses are missing.",
                count: count
            )
        )
    }

    private mutating func dropTimes() {
        for index in transcript.words.indices {
            transcript.words[index].startMs = nil
            transcript.words[index].endMs = nil
            transcript.words[index].approximate = nil
        }
        transcript.wordTimes = .none
    }

    /// Places words whose times are empty or run backward, and tells when they are more than rounding.
    private mutating func repairTimes() {
        guard isTimed, sound.durationMs > 0 else { return }
        let (words, count) = TimeRepair.repaired(transcript.words, durationMs: sound.durationMs)
        transcript.words = words
        guard count > 0 else { return }
        if transcript.wordTimes == .exact, count * 4 > words.count { transcript.wordTimes = .approximate }
        let before = found.first { $0.kind == .timesRepaired }?.count ?? 0
        note(Self.repaired(min(words.count, before + count)))
    }

    /// Times that leave most words in silence are another recording's or another clock's.
    private mutating func compareTimes() {
        guard isTimed, sound.speechMs >= Self.leastSpeechMs, transcript.words.count >= 8,
            !transcript.has(.timesDoNotFit),
            !found.contains(where: { $0.kind == .timesDoNotFit || $0.kind == .wordsDoNotFit })
        else { return }
        let isExact = transcript.wordTimes == .exact
        let slack = isExact ? Self.slackMs : 1_000
        let outside = transcript.words.count { word in
            guard let span = word.span else { return false }
            let around = TimeSpan(startMs: span.startMs - slack, endMs: span.endMs + slack)
            return sound.speechMs(in: around) == 0
        }
        if outside * 3 > transcript.words.count {
            makeRough(outside, "\(outside) of \(transcript.words.count) words have times at which nobody speaks.")
        }
    }
}

// MARK: - The whole

extension WordCheck {
    /// Tells when there are far more or far fewer words than the sound holds.
    private mutating func compareNumbers() {
        guard sound.speechMs >= Self.leastSpeechMs, transcript.words.count >= 3, transcript.accuracy != .low,
            !found.contains(where: { $0.kind == .wordsDoNotFit || $0.kind == .loop })
        else { return }
        let written = WrittenSyllables.count(transcript.words.map(\.text))
        let heard = sound.syllables(in: TimeSpan(startMs: 0, endMs: sound.durationMs))
        let rate = Double(transcript.words.count) * 1_000 / Double(sound.speechMs)
        let seconds = Int((Double(sound.speechMs) / 1_000).rounded())
        if !couldBeSaid {
            note(
                TranscriptFinding(
                    .wordsDoNotFit,
                    "The transcript has \(transcript.words.count) words for \(seconds) s of speech, more than anybody says. Is it the transcript of another recording? Nothing is counted from its words.",
                    count: transcript.words.count
                )
            )
        } else if !acoustics.syllableNucleiMs.isEmpty, heard / max(1, written) > Self.fitting.upperBound,
            rate < Self.possibleRate.lowerBound
        {
            note(
                TranscriptFinding(
                    .speechWithoutWords,
                    "The transcript has only \(transcript.words.count) words for \(seconds) s of speech: part of what was said is missing from it.",
                    count: sound.speechMs
                )
            )
        }
    }

    /// Finds speech in which no word stands.
    private mutating func findUnworded() {
        guard transcript.wordTimes == .exact, !transcript.words.isEmpty, !acoustics.syllableNucleiMs.isEmpty,
            !found.contains(where: { $0.kind == .speechWithoutWords || $0.kind == .wordsDoNotFit })
        else { return }
        var holes: [TimeSpan] = []
        var end = 0
        for span in transcript.words.compactMap(\.span) {
            if span.startMs - end > Self.unwordedMs { holes.append(TimeSpan(startMs: end, endMs: span.startMs)) }
            end = max(end, span.endMs)
        }
        if sound.durationMs - end > Self.unwordedMs { holes.append(TimeSpan(startMs: end, endMs: sound.durationMs)) }
        let spoken = holes.filter {
            sound.speechMs(in: $0) >= Self.unwordedMs && sound.syllables(in: $0) >= Self.unwordedSyllables
        }
        guard let first = spoken.first, let last = spoken.last else { return }
        let total = spoken.reduce(0) { $0 + sound.speechMs(in: $1) }
        let place = "between \(Self.clock(first.startMs)) and \(Self.clock(last.endMs))"
        note(
            TranscriptFinding(
                .speechWithoutWords,
                "Speech is heard \(place) for which there are no words: \(total / 1_000) s of what was said are missing from the transcript.",
                count: total,
                startMs: first.startMs,
                endMs: last.endMs
            )
        )
    }

    /// A time as "1:07".
    private static func clock(_ ms: Int) -> String {
        "\(ms / 60_000):\(ms / 1_000 % 60 < 10 ? "0" : "")\(ms / 1_000 % 60)"
    }
}
