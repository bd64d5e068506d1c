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
