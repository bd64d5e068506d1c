import Interview

/// Decides whether an answer can be judged at all. A confident verdict on a bad transcript is worse than none.
struct Abstention {
    /// Fewest words a score can rest on.
    static let minWords = 20
    /// Fewest certain words of an offline recognizer's transcript.
    static let minCertainWords = 40
    /// Smallest share of certain words in a transcript with certainties.
    static let minCertainShare = 0.5
    /// Widest range of several runs that still is one verdict: one step of a five-step scale.
    static let band = 20.0

    /// Why an answer is not judged; nil when it is. A supplied transcript only has to be long enough.
    static func reason(_ spoken: Spoken, quality: Quality) -> String? {
        if quality.verdict == .unusable, spoken.accuracy != .supplied {
            return "The recording is not usable, so its content was not judged."
        }
        let all = spoken.words.count
        let length = max(all, spoken.tokens.count)
        let certain = spoken.certainCount
        if spoken.accuracy == .low {
            if certain < minCertainWords || Double(certain) < minCertainShare * Double(all) {
                return
                    "The transcript comes from the offline recognizer, which is sure of only \(certain) of \(all) words; "
                    + "a score needs \(minCertainWords) certain words and half of all. Correct or supply the transcript, or use "
                    + "a speech-to-text service."
            }
        } else if spoken.accuracy == .standard, Double(certain) < minCertainShare * Double(all) {
            return "The speech-to-text service is sure of only \(certain) of \(all) words; a score needs half of them."
        }
        if length < minWords {
            return "The answer has \(all) \(all == 1 ? "word" : "words"); a score needs at least \(minWords)."
        }
        if spoken.judgedCount < minWords {
            return "Most of the recording talks to the judge instead of answering; "
                + "\(spoken.judgedCount) words are left, a score needs at least \(minWords)."
        }
        return nil
    }

    /// Why several runs give no score; nil when they agree within a band.
    static func spread(_ totals: [Double]) -> String? {
        guard let low = totals.min(), let high = totals.max(), high - low > band else { return nil }
        return
            "\(totals.count) runs of the judge gave scores from \(NumberWords.spelling(low)) to \(NumberWords.spelling(high)), "
            + "more than \(Int(band)) points apart: too uncertain for one score."
    }
}
