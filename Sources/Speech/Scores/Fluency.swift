import Model

/// Fluency: how smoothly the answer runs, 0–100, as the sum of five parts. Most of it comes from the signal, so a poor transcript cannot
/// cost a speaker much; what an engine is sure of never enters it, and an accent cannot.
///
/// | part | points | measured | all points | none |
/// |---|---|---|---|---|
/// | `pace` | 25 | syllables/s of articulation and words/min, whichever earns less | 3–6, and 120–170 words/min | ≤ 1.5 or ≥ 8.5, or ≤ 30 or ≥ 280 |
/// | `pauses` | 30 | silent pauses' share of the time from first to last speech | ≤ 25 % | ≥ 60 % |
/// | `hesitations` | 10 | pauses of ≥ 250 ms inside a clause, per minute; where pauses could be placed | ≤ 4 | ≥ 16 |
/// | `fillers` | 20 | filled pauses and filler words, per minute; filled pauses alone with a low-accuracy transcript | ≤ 2 | ≥ 14 |
/// | `repetitions` | 15 | repetitions and restarts per 100 words; not from a low-accuracy transcript | ≤ 1 | ≥ 8 |
///
/// Between, points fall linearly. Why these: articulation rate rather than words/min because words differ in length (Carroll 1966);
/// the band covers what listeners follow easily (Griffiths 1990, Tauroza & Allison 1990). Words/min cost points slowly outside the band that
/// readers are shown as usual, so that no score is full beside a remark about pace. Pauses inside a clause have the strongest link with rated fluency (Kahng 2018; 250 ms after De Jong & Bosker 2013).
/// Fluent speakers use 1.2 fillers a minute, hesitant ones 4.8 (Goetz 2013), and fillers hurt little unless noticed (Christenfeld 1995):
/// hence few points and a slow fall.
struct Fluency {
    /// Shortest pause inside a clause that counts as a hesitation, in milliseconds.
    static let hesitationMs = 250

    /// The score of what was measured.
    static func score(_ measures: ScoreMeasures) -> PartedScore? {
        let score = ScorePart.score([
            pace(measures),
            ScorePart(name: "pauses", weight: 30, value: measures.pauseShare, full: 0...0.25, zeroAbove: 0.6),
            ScorePart(
                name: "hesitations",
                weight: 10,
                value: measures.hesitationsPerMinute,
                full: 0...4,
                zeroAbove: 16
            ),
            ScorePart(name: "fillers", weight: 20, value: measures.fillersPerMinute, full: 0...2, zeroAbove: 14),
            ScorePart(
                name: "repetitions",
                weight: 15,
                value: measures.repetitionsPer100Words,
                full: 0...1,
                zeroAbove: 8
            ),
        ])
        return score?.named(
            "Fluency",
            "How smoothly the answer runs: pace, silent pauses, hesitations inside clauses, fillers and repetitions."
        )
    }

    private static func pace(_ measures: ScoreMeasures) -> ScorePart {
        let words = ScorePart.wordsPerMinute(measures, weight: 25)
        guard let syllables = measures.syllablesPerSecond else { return words }
        return ScorePart(
            name: "pace",
            weight: 25,
            value: syllables,
            full: 3...6,
            zeroBelow: 1.5,
            zeroAbove: 8.5,
            limit: words.share
        )
    }
}

/// The values the scores are made of, unrounded; nil where something could not be measured or must not count.
struct ScoreMeasures {
    /// Articulation rate.
    var syllablesPerSecond: Double?
    /// Words per minute, of a transcript whose words can be trusted.
    var trustedWordsPerMinute: Double?
    /// Silent pauses' share of the time from first to last speech, 0–1.
    var pauseShare: Double?
    /// Pauses of at least 1 s, per minute.
    var longPausesPerMinute: Double?
    /// Pauses inside a clause, per minute, when most pauses could be placed.
    var hesitationsPerMinute: Double?
    /// Fillers per minute.
    var fillersPerMinute: Double?
    /// Repetitions per 100 words.
    var repetitionsPer100Words: Double?
    /// Hedges per 100 words.
    var hedgesPer100Words: Double?
    /// Standard deviation of F0 in semitones, with enough voiced speech.
    var pitchSpread: Double?

    /// The least words that rates per 100 words are taken from.
    static let leastWords = 30
    /// Under this much speech there is no score, in milliseconds.
    static let leastSpeechMs = 10_000

    /// The measures of a delivery; nil when there is too little speech for a score.
    init?(_ delivery: Delivery, _ acoustics: Acoustics, talkMs: Int?, accuracy: Transcript.Accuracy) {
        guard let talkMs, talkMs > 0, acoustics.speechMs >= Self.leastSpeechMs else { return nil }
        let minutes = Double(talkMs) / 60_000
        let trusted = accuracy != .low
        syllablesPerSecond = delivery.syllablesPerSecond
        trustedWordsPerMinute = trusted ? delivery.wordsPerMinute : nil
        pauseShare = Double(delivery.pauses.totalMs) / Double(talkMs)
        longPausesPerMinute = Double(delivery.pauses.longCount) / minutes
        let inner = delivery.pauses.items.filter { $0.place != .initial }
        let placed = inner.count { $0.place != .unknown }
        if trusted, placed * 2 > inner.count || inner.isEmpty {
            let hesitations = inner.count { $0.place == .midClause && $0.durationMs >= Fluency.hesitationMs }
            hesitationsPerMinute = Double(hesitations) / minutes
        }
        if delivery.fillers.reliability != .none {
            // Words that are often wrong say nothing about filler words.
            let counted = delivery.fillers.items.count { trusted || $0.kind == .filledPause }
            fillersPerMinute = Double(counted) / minutes
        }
        if trusted, delivery.wordCount >= Self.leastWords {
            repetitionsPer100Words = Double(delivery.repetitions.count) * 100 / Double(delivery.wordCount)
            hedgesPer100Words = Double(delivery.hedges.count) * 100 / Double(delivery.wordCount)
        }
        if let pitch = acoustics.pitch, pitch.voicedMs >= Confidence.leastVoicedMs {
            pitchSpread = pitch.spreadSemitones
        }
    }
}

/// One part of a score: a measured value, and between which values it earns all or none of its points, linearly in between.
struct ScorePart: Sendable {
    /// Its name, as results show it.
    var name: String
    /// The points it can earn.
    var weight: Double
    /// The measured value; nil when it could not be measured.
    var value: Double?
    /// The range that earns all points.
    var full: ClosedRange<Double>
    /// Below this it earns none; nil when low values cost nothing.
    var zeroBelow: Double?
    /// Above this it earns none; nil when high values cost nothing.
    var zeroAbove: Double?
    /// The most it can earn, 0–1, when a second measure of the same thing says so; nil when there is none.
    var limit: Double?

    /// The share of its points the value earns, 0–1; nil when it was not measured.
    var share: Double? {
        guard let own = ownShare else { return nil }
        return min(own, limit ?? 1)
    }

    private var ownShare: Double? {
        guard let value, value.isFinite else { return nil }
        if value < full.lowerBound {
            guard let zeroBelow, full.lowerBound > zeroBelow else { return 1 }
            return max(0, (value - zeroBelow) / (full.lowerBound - zeroBelow))
        }
        if value > full.upperBound {
            guard let zeroAbove, zeroAbove > full.upperBound else { return 1 }
            return max(0, (zeroAbove - value) / (zeroAbove - full.upperBound))
        }
        return 1
    }

    /// The score these parts make. The weights of what could not be measured go to the others in proportion, so a full score is always
    /// 100; parts are whole points and add up to the score. Nil when less than half the weight could be measured.
    static func score(_ parts: [ScorePart]) -> PartedScore? {
        let total = parts.reduce(0) { $0 + $1.weight }
        let measured = parts.filter { $0.share != nil }.reduce(0) { $0 + $1.weight }
        guard total > 0, measured * 2 >= total else { return nil }
        var points: [String: Double] = [:]
        var maxima: [String: Double] = [:]
        for part in parts {
            guard let share = part.share else { continue }
            let most = rounded(part.weight * 100 / measured, to: 1)
            let earned = rounded(share * part.weight * 100 / measured, to: 1)
            // A value outside the full range never shows all points, however little it costs.
            points[part.name] = share < 1 ? max(0, min(earned, most - 1)) : earned
            maxima[part.name] = most
        }
        // Rounded parts may pass 100 by a point between them; the largest gives it back.
        let sum = points.values.reduce(0, +)
        if sum > 100, let largest = points.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
            points[largest, default: 0] -= sum - 100
        }
        return PartedScore(score: points.values.reduce(0, +), parts: points, maxima: maxima)
    }
}

extension ScorePart {
    /// Words per minute that readers are shown as usual.
    static let usualWordsPerMinute = 120.0...170.0

    /// Pace in words per minute: all points in the usual range, fewer the farther from it.
    static func wordsPerMinute(_ measures: ScoreMeasures, weight: Double) -> ScorePart {
        ScorePart(
            name: "pace",
            weight: weight,
            value: measures.trustedWordsPerMinute,
            full: usualWordsPerMinute,
            zeroBelow: 30,
            zeroAbove: 280
        )
    }
}

extension PartedScore {
    /// The score with what readers call it and what it is made of.
    func named(_ label: String, _ about: String) -> PartedScore {
        var named = self
        named.label = label
        named.about = about
        return named
    }
}

/// Steadiness of delivery, 0–100, as the sum of five parts; results carry it under the key `confidence`. It measures habits one can train
/// and does not say how sure a speaker is; it never uses what the recognizer is sure of, which tells about microphones and accents.
///
/// | part | points | measured | all points | none |
/// |---|---|---|---|---|
/// | `steadiness` | 30 | pauses of ≥ 1 s between first and last speech, per minute | ≤ 2 | ≥ 10 |
/// | `fillers` | 20 | filled pauses and filler words, per minute; filled pauses alone with a low-accuracy transcript | ≤ 2 | ≥ 14 |
/// | `hedges` | 25 | hedges per 100 words; not from a low-accuracy transcript | ≤ 1 | ≥ 6 |
/// | `pitch` | 15 | spread of pitch in semitones; only with ≥ 30 s of voiced speech | ≥ 2.5 | ≤ 0.8 |
/// | `pace` | 10 | words/min; not from a low-accuracy transcript | 120–170 | ≤ 30 or ≥ 280 |
///
/// Between, points fall linearly. Why these: listeners take long pauses and fillers before an answer for not knowing (Brennan & Williams
/// 1995); hedges lower perceived authority (Hosman 1989); perceived confidence is mostly prosody (Goupil 2021), and the standard deviation of
/// F0 in semitones is the measure that feedback has been shown to raise (Hincks & Edlund 2009). The time before the first word is no part of
/// it: a recording may start long before the speaker is asked to.
struct Confidence {
    /// Least voiced speech for a word on pitch, in milliseconds.
    static let leastVoicedMs = 30_000

    /// The score of what was measured.
    static func score(_ measures: ScoreMeasures) -> PartedScore? {
        let score = ScorePart.score([
            ScorePart(name: "steadiness", weight: 30, value: measures.longPausesPerMinute, full: 0...2, zeroAbove: 10),
            ScorePart(name: "fillers", weight: 20, value: measures.fillersPerMinute, full: 0...2, zeroAbove: 14),
            ScorePart(name: "hedges", weight: 25, value: measures.hedgesPer100Words, full: 0...1, zeroAbove: 6),
            ScorePart(name: "pitch", weight: 15, value: measures.pitchSpread, full: 2.5...100, zeroBelow: 0.8),
            ScorePart.wordsPerMinute(measures, weight: 10),
        ])
        return score?.named(
            "Steadiness",
            "Few long pauses, fillers and hedges, a varied pitch and a usual pace. It measures habits of speaking, not how sure you are."
        )
    }
}
