package import Model

/// Why an answer cannot be judged. A confident verdict on a bad transcript is worse than none.
struct Abstention: Sendable, Hashable {
    /// Fewest words a score can rest on.
    static let minWords = 20
    /// Fewest certain words of an offline recognizer's transcript.
    static let minCertainWords = 40
    /// Smallest share of certain words in a transcript with certainties.
    static let minCertainShare = 0.5
    /// Widest range of several runs that still is one verdict: one step of a five-step scale.
    static let band = 20.0

    /// What to tell the reader.
    let sentence: String
    /// What to practise instead hangs on this.
    let cause: AbstentionCause

    /// An abstention with its sentence.
    init(_ cause: AbstentionCause, _ sentence: String) {
        self.cause = cause
        self.sentence = sentence
    }

    /// Why an answer is not judged; nil when it is. A supplied transcript only has to be long enough.
    static func from(_ spoken: Spoken, quality: Quality) -> Abstention? {
        if quality.verdict == .unusable, spoken.accuracy != .supplied {
            return Abstention(.unusable, "The recording is not usable, so its content was not judged.")
        }
        let all = spoken.words.count
        let length = max(all, spoken.tokens.count)
        let certain = spoken.certainCount
        if spoken.accuracy == .low {
            if certain < minCertainWords || Double(certain) < minCertainShare * Double(all) {
                return Abstention(
                    all < minWords ? .tooShort : .unclear,
                    "We couldn't make out enough words to judge what you said: \(certain) of \(all) are certain. Correct the transcript, or use "
                        + "a better transcriber."
                )
            }
        } else if spoken.accuracy == .standard, Double(certain) < minCertainShare * Double(all) {
            return Abstention(
                .unclear,
                "The transcriber is sure of only \(certain) of \(all) words; a score needs half of them."
            )
        }
        if length < minWords {
            return Abstention(
                .tooShort,
                "The answer has \(all) \(all == 1 ? "word" : "words"); a score needs at least \(minWords)."
            )
        }
        if spoken.judgedCount < minWords {
            return Abstention(
                .addressed,
                "Most of the recording talks to the judge instead of answering; "
                    + "\(spoken.judgedCount) words are left, a score needs at least \(minWords)."
            )
        }
        return nil
    }

    /// Why several runs give no score; nil when they agree within a band.
    static func spread(_ totals: [Double]) -> Abstention? {
        guard let low = totals.min(), let high = totals.max(), high - low > band else { return nil }
        return Abstention(
            .judge,
            "\(totals.count) runs of the judge gave scores from \(NumberWords.spelling(low)) to \(NumberWords.spelling(high)), "
                + "more than \(Int(band)) points apart: too uncertain for one score."
        )
    }
}

/// Why content was not judged, as far as it decides what to practise instead.
enum AbstentionCause: Sendable, Hashable {
    /// The recording is too damaged, quiet or empty to measure.
    case unusable
    /// There is no transcript at all.
    case noWords
    /// Too few words were understood for certain.
    case unclear
    /// Too few words were said.
    case tooShort
    /// The speaker talked to the judge.
    case addressed
    /// It is no answer: a refusal, filler text, buzzwords, another language.
    case noAnswer
    /// It answers another question, or none.
    case offTopic
    /// The judge does not know the language, the rubric needs understanding, or runs disagreed: nothing the speaker can change.
    case judge
}

/// What can be said of an answer without a judgement: why, what to practise, and where its time went as far as there are words.
package struct UnjudgedAnswer: Sendable {
    /// Everything the outcome depends on besides its arguments.
    package static let configuration = "drills=\(DrillCatalogue.version) economy=\(AnswerEconomyMeter.version)"

    private let rubric: Rubric?

    /// Without a judge; `rubric` is the one it would have been judged by, when there is one.
    package init(rubric: Rubric?) { self.rubric = rubric }

    /// The evaluation, without a score.
    ///
    /// - Parameters:
    ///   - engine: who should have judged.
    ///   - reason: why it was not judged, for the reader.
    package func evaluation(
        of request: Judge.Request,
        engine: String,
        model: String?,
        reason: String
    ) -> Evaluation {
        let spoken = Spoken(request.transcript)
        let hasWords = !spoken.words.isEmpty
        var evaluation = Evaluation(
            engine: engine,
            model: model,
            abstained: reason,
            nextDrill: AbstainedDrill(hasWords ? .judge : .noWords, request, choice: nil).drill,
            rubric: rubric?.label ?? ""
        )
        guard hasWords, request.transcript.accuracy != .low else { return evaluation }
        let sense = RuleSense(question: request.question, spoken: spoken)
        evaluation.economy = AnswerEconomyMeter(spoken, delivery: request.delivery, sense: sense).economy
        return evaluation
    }
}

/// What to practise when the content was not judged: first what keeps the answer from being heard, then what the signal shows for
/// certain, then whatever made the judge abstain. There is always one thing.
///
/// Only measures that do not hang on the words count when the words are those of the offline recognizer: silences, filled pauses
/// heard in the signal, syllables per second, loudness.
struct AbstainedDrill {
    private struct Need {
        var severity: Double
        var drill: String
        var reason: String
    }

    /// A silence before the first word this long is noticed by every listener; turns in conversation start after 0.2 s (Stivers et al., PNAS
    /// 106(26), 2009), and a thinking speaker takes one or two seconds.
    static let lateMs = 3_000
    /// Loudness below this is hard to follow, in LUFS; the audio check calls it quiet.
    static let quietLufs = -38.0
    /// More filled pauses per minute than this disturb: about six per 100 words at an ordinary pace.
    static let fillersPerMinute = 8.0
    /// Syllables per second of articulation above this are fast; English conversation has four to six.
    static let fastSyllables = 6.2
    /// Long silences per minute of speech above this break an answer up.
    static let longPausesPerMinute = 8.0

    /// What to practise.
    let drill: Evaluation.Drill

    /// The choice for an answer that was not judged. `choice` is what the words and the delivery ask for where the words can be trusted.
    init(_ cause: AbstentionCause, _ request: Judge.Request, choice: Evaluation.Drill?) {
        let recording = Self.recording(request.quality)
        let spoken = Self.delivery(request)
        let own = Self.own(cause)
        let order: [Evaluation.Drill?] =
            switch cause {
            case .unusable: [recording, own]
            case .tooShort: [recording, own]
            case .unclear, .noWords: [recording, spoken, own]
            case .addressed, .noAnswer, .offTopic: [own]
            case .judge: [choice, spoken, recording, own]
            }
        drill = order.lazy.compactMap { $0 }.first ?? Self.named("again-from-memory", "Say it again and compare.")
    }

    private static func named(_ id: String, _ reason: String) -> Evaluation.Drill {
        DrillCatalogue.drill(id)?.drill(because: reason) ?? Evaluation.Drill(title: reason, reason: reason, steps: [])
    }

    /// What the recording itself asks for, when it is worse than fair.
    private static func recording(_ quality: Quality) -> Evaluation.Drill? {
        guard quality.verdict == .poor || quality.verdict == .unusable else { return nil }
        // Few words lower the verdict, too, and say nothing about the signal: what was typed has none.
        let issues = quality.issues.filter { $0.code != "too_few_words" }
        guard !issues.isEmpty || quality.issues.isEmpty else { return nil }
        for issue in issues {
            switch issue.code {
            case "too_quiet": return named("closer", issue.detail)
            case "noisy": return named("quiet-room", issue.detail)
            case "too_short", "too_little_speech": return named("one-minute", issue.detail)
            case "silence", "no_speech", "clipping", "dead_channel", "channels_cancel", "truncated", "damaged",
                "gap_filled":
                return named("record-again", issue.detail)
            default: continue
            }
        }
        return named("record-again", "The recording is not clear enough to be judged.")
    }

    /// What the delivery asks for, by what can be trusted; the weightiest first.
    private static func delivery(_ request: Judge.Request) -> Evaluation.Drill? {
        let delivery = request.delivery
        let minutes = Double(request.quality.speechMs) / 60_000
        var needs: [Need] = []
        func add(_ severity: Double, _ drill: String, _ reason: String) {
            if severity > 0 { needs.append(Need(severity: severity, drill: drill, reason: reason)) }
        }
        if let lufs = delivery.loudness?.lufs ?? request.quality.loudnessLufs, lufs < quietLufs {
            add(1 + (quietLufs - lufs) / 10, "closer", "Your voice is very quiet: \(Int(lufs.rounded())) LUFS.")
        }
        let latency = delivery.pauses.startLatencyMs
        if latency >= lateMs {
            add(
                Double(latency) / Double(lateMs) - 0.5,
                "start-at-once",
                "The first word came after \(seconds(latency)) seconds."
            )
        }
        if minutes >= 0.25 {
            let heard = delivery.fillers.items.count { $0.kind == .filledPause && $0.source != .transcript }
            let rate = Double(heard) / minutes
            if heard >= 4, rate > fillersPerMinute {
                add(rate / fillersPerMinute - 0.5, "silent-pause", "\(heard) filled pauses such as \"um\" were heard.")
            }
            let long = delivery.pauses.longCount
            let longRate = Double(long) / minutes
            if long >= 4, longRate > longPausesPerMinute {
                add(
                    longRate / longPausesPerMinute - 0.5,
                    "shorter-silences",
                    "\(long) silences lasted a second or more, the longest \(seconds(delivery.pauses.longest?.durationMs ?? 0)) seconds."
                )
            }
        }
        let pace = request.transcript.accuracy == .low || delivery.wordCount < 50 ? nil : delivery.wordsPerMinute
        if let pace {
            if pace > 185 {
                add(pace / 185 - 0.5, "slower", "You spoke about \(Int(pace.rounded())) words per minute.")
            }
            if pace < 95 {
                add(95 / max(20, pace) - 0.5, "livelier", "You spoke about \(Int(pace.rounded())) words per minute.")
            }
        } else if let rate = delivery.syllablesPerSecond, rate > fastSyllables {
            add(
                rate / fastSyllables - 0.5,
                "slower",
                "You spoke about \(NumberWords.spelling((rate * 10).rounded() / 10)) syllables per second, which is fast."
            )
        }
        let worst = needs.max { $0.severity < $1.severity }
        return worst.map { named($0.drill, $0.reason) }
    }

    private static func own(_ cause: AbstentionCause) -> Evaluation.Drill {
        switch cause {
        case .unusable: named("record-again", "The recording is not clear enough to be judged.")
        case .unclear:
            named(
                "own-ear",
                "We couldn't make out enough words; that says nothing about you. Your own ear can judge meanwhile."
            )
        case .noWords:
            named("own-ear", "There is no transcript, which says nothing about you. Your own ear can judge meanwhile.")
        case .tooShort: named("one-minute", "There were too few words to judge what you said.")
        case .addressed: named("answer-first", "Most of the recording did not answer the question.")
        case .offTopic: named("answer-first", Relevance.missed)
        case .noAnswer: named("first-thought", "There is no answer yet; any honest one is a start.")
        case .judge:
            named("again-from-memory", "What you said was not scored; nothing in how you said it needs repair first.")
        }
    }

    private static func seconds(_ milliseconds: Int) -> String {
        NumberWords.spelling((Double(milliseconds) / 100).rounded() / 10)
    }
}
