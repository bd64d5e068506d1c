import Core
import FoundationEssentials
import Model

/// Contents of reports, from the full one to the barely existing one.
enum SampleContent {
    static let date = Date(timeIntervalSince1970: 1_795_228_800)
    static let id = AnswerID("ans_0197a000-0000-7000-8000-000000000001")

    /// What the sample speaker says; `~` marks a long pause before a word.
    static let speech = """
        So, um, last spring our checkout started timing out every Friday evening, and I was the one on call. ~The first thing I did was, \
        uh, I looked at the dashboards, and the database was fine, so I guess it had to be somewhere between the app and the \
        payment provider. I added tracing to the three calls we make, and within a day we saw that one retry loop was kind of \
        hammering the provider. ~Basically, every failed call was tried again at once, you know, five times, without any waiting. \
        I wrote a small change that, um, that waits longer after each failure and gives up after three attempts, and I put it \
        behind a flag so we could turn it off. ~We rolled it out to ten percent of the traffic first. The error rate went from \
        four percent to well under one percent the same evening, and the support tickets about payments dropped by about a \
        third in the next two weeks. What I would do differently is, uh, talk to the provider earlier, because they had limits \
        we could have read about. Since then I review every retry we write, and I gave a short talk about it to the other teams.
        """

    /// The transcript of ``speech`` with invented but consistent times.
    static func transcript(_ text: String = speech, accuracy: Transcript.Accuracy = .standard) -> Transcript {
        var words: [Transcript.Word] = []
        var ms = 640
        let clean = text.replacing("~", with: "")
        for piece in text.split(whereSeparator: \.isWhitespace) {
            if piece.first == "~" { ms += 1600 + words.count * 3 }
            let word = String(piece.drop { $0 == "~" })
            let length = 120 + word.count * 38
            words.append(Transcript.Word(text: word, startMs: ms, endMs: ms + length, confidence: 0.9))
            ms += length + (word.last == "." ? 420 : word.last == "," ? 230 : 40)
        }
        return Transcript(
            text: clean,
            language: "en-US",
            engine: accuracy == .low ? "pocketsphinx" : "openai",
            model: accuracy == .low ? "en-us" : "whisper-1",
            keepsFillers: accuracy != .low,
            wordTimes: .exact,
            accuracy: accuracy,
            words: words
        )
    }

    /// Where `phrase` stands in the transcript, with its times; each call for the same phrase finds the next one.
    static func places(of phrase: String, in transcript: Transcript) -> [Delivery.Mark] {
        let count = phrase.split(separator: " ").count
        let bare = { (text: String) in text.lowercased().filter { $0.isLetter || $0 == " " || $0 == "'" } }
        var marks: [Delivery.Mark] = []
        var from = transcript.text.startIndex
        for first in transcript.words.indices where first + count <= transcript.words.count {
            let words = transcript.words[first..<first + count]
            guard let start = transcript.text.range(of: words.first?.text ?? "", from: from) else { continue }
            from = start.upperBound
            guard bare(words.map(\.text).joined(separator: " ")) == phrase else { continue }
            let low = start.lowerBound.utf16Offset(in: transcript.text)
            let shown = transcript.text[start.lowerBound...].utf16.count
            let joined = words.map(\.text).joined(separator: " ")
            let length = min(shown, joined.utf16.count - (joined.last?.isLetter == true ? 0 : 1))
            marks.append(
                Delivery.Mark(
                    text: phrase,
                    range: TextRange(start: low, end: low + length),
                    startMs: words.first?.startMs,
                    endMs: words.last?.endMs
                )
            )
        }
        return marks
    }

    /// Delivery numbers that fit ``transcript(_:accuracy:)``.
    static func delivery(_ transcript: Transcript) -> Delivery {
        let words = transcript.words
        let end = words.last?.endMs ?? 0
        var items: [Fillers.Item] = []
        for (text, kind) in [
            ("um", Fillers.Kind.filledPause), ("uh", .filledPause), ("you know", .lexical), ("basically", .lexical),
        ] {
            for mark in places(of: text, in: transcript) {
                items.append(
                    Fillers.Item(
                        text: text,
                        kind: kind,
                        source: kind == .filledPause ? .both : .transcript,
                        startMs: mark.startMs,
                        endMs: mark.endMs,
                        range: mark.range
                    )
                )
            }
        }
        // A text of a test's own is looked for as a whole; only the sample's speaker hesitates unheard.
        if transcript.text.hasPrefix("So, um, last spring") {
            items.append(
                Fillers.Item(
                    text: "filled pause",
                    kind: .filledPause,
                    source: .acoustic,
                    startMs: end / 2,
                    endMs: end / 2 + 300
                )
            )
        }
        items.sort { ($0.startMs ?? 0) < ($1.startMs ?? 0) }
        let pauses = zip(words, words.dropFirst()).compactMap { before, after -> Pauses.Item? in
            guard let from = before.endMs, let to = after.startMs, to - from >= 200 else { return nil }
            return Pauses.Item(startMs: from, endMs: to, place: before.text.last == "." ? .boundary : .midClause)
        }
        let minutes = Double(max(end, 1)) / 60_000
        return Delivery(
            wordCount: words.count,
            wordsPerMinute: Double(words.count) / minutes,
            syllablesPerSecond: 4.3,
            paceCurve: stride(from: 0, to: max(end - 10_000, 1), by: 5000).map { start in
                let inside = words.count { ($0.startMs ?? 0) >= start && ($0.startMs ?? 0) < start + 10_000 }
                return Delivery.PacePoint(startMs: start, endMs: start + 10_000, wordsPerMinute: Double(inside) * 6)
            },
            fillers: Fillers(
                total: items.count,
                perMinute: Double(items.count) / minutes,
                per100Words: Double(items.count) * 100 / Double(max(words.count, 1)),
                reliability: .counted,
                reliabilityNote:
                    "The speech-to-text engine writes fillers down, and the sound was searched for filled pauses too.",
                byWord: Dictionary(grouping: items, by: \.text).mapValues(\.count),
                items: items
            ),
            pauses: Pauses(
                count: pauses.count,
                totalMs: pauses.reduce(0) { $0 + $1.durationMs },
                longest: pauses.max { $0.durationMs < $1.durationMs },
                longCount: pauses.count { $0.durationMs >= 1000 },
                startLatencyMs: 640,
                items: [Pauses.Item(startMs: 0, endMs: 640, place: .initial)] + pauses
            ),
            pitch: Delivery.Pitch(medianHz: 121, spreadSemitones: 2.7),
            loudness: Delivery.Loudness(lufs: -21.4, spreadDb: 5.2),
            hedges: places(of: "i guess", in: transcript) + places(of: "kind of", in: transcript),
            repetitions: places(of: "that um that", in: transcript),
            fluency: PartedScore(score: 74, parts: ["fillers": 21, "pauses": 24.5, "pace": 28.5]),
            confidence: PartedScore(score: 68, parts: ["steadiness": 23, "hedging": 20, "loudness": 25])
        )
    }

    /// Sound that fits the words: louder in the middle of each word, silent in pauses.
    static func acoustics(_ transcript: Transcript) -> Acoustics {
        let duration = (transcript.words.last?.endMs ?? 0) + 900
        let loud = { (ms: Int) -> Double in
            guard let word = transcript.words.first(where: { ($0.startMs ?? 0) <= ms && ms < ($0.endMs ?? 0) }) else {
                return 0.01
            }
            let share = Double(ms - (word.startMs ?? 0)) / Double(max(1, (word.endMs ?? 1) - (word.startMs ?? 0)))
            let salt = Double((word.text.utf8.reduce(7) { ($0 * 31 + Int($1)) % 97 }))
            return (0.35 + 0.6 * salt / 97) * (1 - (2 * share - 1) * (2 * share - 1)) + 0.04
        }
        let steps = duration / 100
        let levels = (0..<steps).map { loud($0 * 100) }
        return Acoustics(
            durationMs: duration,
            speech: transcript.words.compactMap(\.span),
            silences: [],
            levelsDb: levels.map { $0 < 0.02 ? -62 : -38 + 28 * $0 },
            waveform: (0..<1000).map { Int(100 * loud($0 * duration / 1000)) },
            levelSpreadDb: 5.2,
            pitch: Acoustics.Pitch(
                medianHz: 121,
                spreadSemitones: 2.7,
                voicedMs: duration / 2,
                curveHz: levels.enumerated().map { $1 < 0.3 ? 0 : 96 + 55 * $1 + Double($0 % 13) }
            )
        )
    }
}

extension String {
    fileprivate func range(of part: String, from: Index) -> Range<Index>? { self[from...].firstRange(of: part) }
}
