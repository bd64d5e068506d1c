import Model

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
