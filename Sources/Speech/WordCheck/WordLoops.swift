/// Finds phrases that stand many times in a row, and says how many of them the sound holds. Speech models fall into loops and write one
/// sentence thirty times; some people really say a phrase again and again. The text cannot tell the two apart, the syllables in the sound can.
struct WordLoops {
    /// A phrase said several times in a row.
    struct Run: Hashable {
        /// All words of it, the last part of an unfinished turn included.
        var words: Range<Int>
        /// How many words the phrase has.
        var phrase: Int
        /// How many times it stands there in full.
        var times: Int
    }

    /// The longest phrase looked at, in words.
    private static let longestPhrase = 60
    /// The least words of a run that is worth a look.
    private static let leastWords = 8
    /// Syllables heard for each written one within which a run is believed: detectors hear fewer than are written, and noise adds some.
    private static let believed = 0.45...2.2
    /// Syllables heard for each one spoken, on average.
    private static let heardShare = 0.8

    /// The runs of a text in order, none overlapping another.
    static func runs(_ keys: [String]) -> [Run] {
        var runs: [Run] = []
        var at = 0
        while at < keys.count {
            if let run = run(keys, from: at) {
                runs.append(run)
                at = run.words.upperBound
            } else {
                at += 1
            }
        }
        return runs
    }

    private static func run(_ keys: [String], from at: Int) -> Run? {
        for phrase in 1...longestPhrase where at + 3 * phrase <= keys.count {
            guard keys[at] == keys[at + phrase], keys[at] == keys[at + 2 * phrase] else { continue }
            var end = at + phrase
            while end < keys.count, keys[end] == keys[end - phrase] { end += 1 }
            let times = (end - at) / phrase
            guard times >= 3, times * phrase >= leastWords else { continue }
            // What is left of a last turn belongs to the run when nothing follows.
            let last = end == keys.count ? end : at + times * phrase
            return Run(words: at..<last, phrase: phrase, times: times)
        }
        return nil
    }

    /// How many turns of a run the sound holds: all of them when it supports them.
    ///
    /// - Parameters:
    ///   - heard: syllables heard where the run stands.
    ///   - written: syllables of the whole run as written.
    static func held(_ run: Run, heard: Double, written: Double) -> Int {
        guard written > 0, !believed.contains(heard / written) else { return run.times }
        // Far more syllables than words: the model said one thing over the whole of another.
        guard heard < written else { return run.times >= 4 ? 1 : run.times }
        let perTurn = written / Double(run.words.count) * Double(run.phrase)
        return max(1, min(run.times, Int((heard / heardShare / perTurn).rounded())))
    }
}
