import Model

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
