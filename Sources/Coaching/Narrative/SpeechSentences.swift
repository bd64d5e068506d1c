import Model

/// What the measurements of the delivery and of the answer's economy say, sentence by sentence. What was not measured has no sentence.
struct SpeechSentences {
    private let request: Judge.Request
    private let economyFound: AnswerEconomy?
    private var measured: Delivery { request.delivery }
    private var wordsAreSure: Bool { request.transcript.accuracy != .low }

    /// Sentences about an answer.
    init(_ material: NarrativeMaterial) {
        request = material.request
        economyFound = material.evaluation.economy
    }

    private static func rank(_ rank: Int, _ text: String) -> [RankedSentence] {
        text.isEmpty ? [] : [RankedSentence(text: text, rank: rank)]
    }

    /// Pace, fillers, silences, and what the sound says.
    var delivery: [RankedSentence] {
        var sentences: [RankedSentence] = []
        if let pace = measured.wordsPerMinute, wordsAreSure, measured.wordCount >= 50 {
            let verdict = pace > 185 ? "fast" : pace < 95 ? "slow" : "easy to follow"
            sentences += Self.rank(
                0,
                "You spoke about \(Int(pace.rounded())) words per minute, which is \(verdict)."
            )
        }
        sentences += Self.rank(1, paceCurve) + fillers
        let pauses = measured.pauses
        if pauses.longCount > 0 {
            let longest = pauses.longest.map { ", the longest \(SentenceParts.seconds($0.durationMs)) seconds" } ?? ""
            let noun = pauses.longCount == 1 ? "One silence lasted" : "\(pauses.longCount) silences lasted"
            sentences += Self.rank(0, "\(noun) a second or more\(longest).")
        }
        return sentences + Self.rank(1, inside) + Self.rank(1, hedges) + Self.rank(1, repetitions)
            + Self.rank(2, score("The fluency of your delivery", measured.fluency))
            + Self.rank(2, score("The steadiness of your delivery", measured.confidence))
            + Self.rank(2, melody)
    }

    private var fillers: [RankedSentence] {
        let fillers = measured.fillers
        var sentences: [RankedSentence] = []
        switch fillers.reliability {
        case .counted where fillers.total == 0: sentences += Self.rank(0, "There was no filler.")
        case .counted:
            let example = fillers.byWord.max { ($0.value, $1.key) < ($1.value, $0.key) }.map {
                " such as \"\($0.key)\""
            }
            sentences += Self.rank(0, "Fillers\(example ?? "") came \(SentenceParts.times(fillers.total)).")
        case .lowerBound where fillers.total > 0:
            sentences += Self.rank(
                0,
                "Fillers came about \(SentenceParts.times(fillers.total)); this transcript may leave some out."
            )
        default: return []
        }
        let words = fillers.byWord.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4)
        guard words.count > 1 else { return sentences }
        let list = words.map { "\"\($0.key)\" \(SentenceParts.times($0.value))" }
        return sentences + Self.rank(1, "Counted one by one: \(SentenceParts.list(list)).")
    }

    /// The fastest and the slowest stretch, when they differ by a third or more.
    private var paceCurve: String {
        guard wordsAreSure, measured.paceCurve.count >= 3,
            let fast = measured.paceCurve.max(by: { $0.wordsPerMinute < $1.wordsPerMinute }),
            let slow = measured.paceCurve.min(by: { $0.wordsPerMinute < $1.wordsPerMinute }),
            fast.wordsPerMinute > slow.wordsPerMinute * 1.33
        else { return "" }
        return
            "You were fastest\(SentenceParts.time(fast.startMs)) with \(Int(fast.wordsPerMinute.rounded())) words per minute and slowest"
            + "\(SentenceParts.time(slow.startMs)) with \(Int(slow.wordsPerMinute.rounded()))."
    }

    private var inside: String {
        let items = measured.pauses.items
        let count = items.count { $0.place == .midClause }
        guard count > 0, count < items.count else { return "" }
        return
            "Of \(items.count) pauses \(count) fell inside a clause, where they disturb listeners most; those between sentences help them."
    }

    private var hedges: String {
        guard let first = measured.hedges.first else { return "" }
        let count = measured.hedges.count
        return count == 1
            ? "You hedged once, with “\(SentenceParts.quoted(first.text))”\(SentenceParts.time(first.startMs))."
            : "You hedged \(SentenceParts.times(count)), first with “\(SentenceParts.quoted(first.text))”\(SentenceParts.time(first.startMs)); one or two are polite, many weaken a point."
    }

    private var repetitions: String {
        guard let first = measured.repetitions.first else { return "" }
        return
            "Words came twice or were begun again \(SentenceParts.times(measured.repetitions.count)), first “\(SentenceParts.quoted(first.text))”\(SentenceParts.time(first.startMs)), which is normal in free speech."
    }

    /// A score with the part that lost the most of its points.
    private func score(_ name: String, _ score: PartedScore?) -> String {
        guard let score, let maxima = score.maxima else { return "" }
        let lost = score.parts.map { (name: $0.key, points: $0.value, lost: (maxima[$0.key] ?? $0.value) - $0.value) }
            .max { ($0.lost, $1.name) < ($1.lost, $0.name) }
        let text = "\(name) is worth \(NumberWords.spelling(score.score.rounded())) of 100 points"
        guard let lost, lost.lost >= 2, let most = maxima[lost.name] else { return text + "." }
        let plain = lost.name.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
        return
            text
            + "; most of the missing ones are for \(plain), \(NumberWords.spelling(lost.points)) of \(NumberWords.spelling(most))."
    }

    private var melody: String {
        guard let pitch = measured.pitch else { return "" }
        let tenths = (pitch.spreadSemitones * 10).rounded() / 10
        return
            "Your voice moved by \(NumberWords.spelling(tenths)) semitones around \(Int(pitch.medianHz.rounded())) hertz; compare that with your own other answers and with nobody else's."
    }

    /// Where the time went.
    var economy: [RankedSentence] {
        guard let economy = economyFound else { return [] }
        var sentences: [RankedSentence] = []
        if let first = economy.timeToFirstPointMs, first >= 3_000 {
            sentences += Self.rank(0, "Your first point came after \(SentenceParts.seconds(first)) seconds.")
        } else if economy.wordsToFirstPoint <= 8 {
            sentences += Self.rank(0, "You came to the point at once.")
        }
        let timed = economy.parts.filter { $0.name != .other && ($0.durationMs ?? 0) >= 1_000 }
        let told = economy.parts.filter { $0.name != .other && $0.words > 0 }
        if timed.count >= 2 {
            let list = timed.map { "\(SentenceParts.seconds($0.durationMs ?? 0)) seconds for the \($0.name.rawValue)" }
            sentences += Self.rank(0, "Of the time you took \(list.joined(separator: ", ")).")
        } else if told.count >= 2 {
            let list = told.map { "\($0.words) for the \($0.name.rawValue)" }
            sentences += Self.rank(1, "Of your words you spent \(SentenceParts.list(list)).")
        }
        if let saved = economy.savedMs, saved >= 3_000 {
            sentences += Self.rank(0, "About \(SentenceParts.seconds(saved)) seconds could be cut without a loss.")
        }
        for cut in economy.cuts.prefix(4) {
            sentences += Self.rank(
                1,
                "You could leave out the words\(SentenceParts.time(cut.startMs)) “\(SentenceParts.quoted(cut.text))”: \(SentenceParts.stopped(SentenceParts.lowered(cut.reason)))"
            )
        }
        return sentences
    }
}
