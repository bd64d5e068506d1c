import Model

/// Vowels and nasals between the words of a transcript, which no word explains. An engine that drops "um" leaves a hole where it was, and
/// a hesitation is one syllable of steady sound: so a hole that holds just that is a filled pause even where its sound alone, too short or
/// too lively, would not tell.
struct UnwordedSound {
    /// Shortest sound that counts, in milliseconds, by how many of its sides run on into a word: such a sound may be the word's own end,
    /// which its time cuts off.
    static let shortestMs = [140, 200, 240]
    /// Longest sound that is one filled pause.
    static let longestMs = 1_500
    /// How far a sound may reach into a word and still end with the hole: word times are good to 50 ms at best.
    static let toleranceMs = 60
    /// Milliseconds a filled pause has for each further syllable: a long "um" rises and falls.
    static let syllableMs = 300
    /// Longest break within one filled pause ("uh … m").
    static let breakMs = 120

    /// Most syllables between two words before they are talk that the engine missed, and not a hesitation.
    static let mostSyllables = 4

    /// The sounds, in order, none overlapping another.
    let sounds: [TimeSpan]
    /// The holes they lie in.
    private let holes: [TimeSpan]

    /// Looks between the words. Linear in their number and in that of the sounds.
    init(words: [TimeSpan], sonorants: [TimeSpan], nucleiMs: [Int]) {
        var (sounds, holes): ([TimeSpan], [TimeSpan]) = ([], [])
        var (next, nucleus) = (0, 0)
        for hole in Self.holes(between: words) {
            while nucleus < nucleiMs.count, nucleiMs[nucleus] < hole.startMs { nucleus += 1 }
            if nucleus + Self.mostSyllables < nucleiMs.count, nucleiMs[nucleus + Self.mostSyllables] < hole.endMs {
                // So many syllables are talk that the engine missed.
                continue
            }
            holes.append(hole)
            while next < sonorants.count, sonorants[next].endMs <= hole.startMs { next += 1 }
            var at = next
            var open: TimeSpan?
            while at < sonorants.count, sonorants[at].startMs < hole.endMs {
                defer { at += 1 }
                guard let part = Self.part(of: sonorants[at], in: hole) else { continue }
                if let before = open, part.startMs - before.endMs <= Self.breakMs {
                    open = TimeSpan(startMs: before.startMs, endMs: part.endMs)
                } else {
                    open.map { sounds.append($0) }
                    open = part
                }
            }
            open.map { sounds.append($0) }
        }
        self.sounds = Self.short(sounds, nucleiMs: nucleiMs)
        self.holes = holes
    }

    /// Whether the greater part of a sound lies in a hole that is no talk the engine missed.
    func holds(_ span: TimeSpan) -> Bool {
        var low = 0
        var high = holes.count
        while low < high {
            let middle = (low + high) / 2
            if holes[middle].endMs <= span.startMs { low = middle + 1 } else { high = middle }
        }
        var inside = 0
        while low < holes.count, holes[low].startMs < span.endMs {
            inside += holes[low].overlapMs(with: span)
            low += 1
        }
        return inside * 2 > span.durationMs
    }

    /// What of a sound lies in a hole, if it is long enough to be more than a word's end.
    private static func part(of sound: TimeSpan, in hole: TimeSpan) -> TimeSpan? {
        let part = TimeSpan(startMs: max(sound.startMs, hole.startMs), endMs: min(sound.endMs, hole.endMs))
        let sides =
            (part.startMs - sound.startMs > toleranceMs ? 1 : 0) + (sound.endMs - part.endMs > toleranceMs ? 1 : 0)
        return part.durationMs >= shortestMs[sides] ? part : nil
    }

    /// Those that are no longer and have no more syllables than a filled pause.
    private static func short(_ sounds: [TimeSpan], nucleiMs: [Int]) -> [TimeSpan] {
        var next = 0
        return sounds.filter { sound in
            while next < nucleiMs.count, nucleiMs[next] < sound.startMs { next += 1 }
            let inside = nucleiMs[next...].prefix { $0 < sound.endMs }.count
            return sound.durationMs <= longestMs && inside <= 1 + sound.durationMs / syllableMs
        }
    }

    /// Where no word is, in order; the time before the first word and after the last included.
    private static func holes(between words: [TimeSpan]) -> [TimeSpan] {
        var holes: [TimeSpan] = []
        var end = 0
        for word in words.sorted(by: { ($0.startMs, $0.endMs) < ($1.startMs, $1.endMs) }) {
            if word.startMs > end { holes.append(TimeSpan(startMs: end, endMs: word.startMs)) }
            end = max(end, word.endMs)
        }
        return holes + [TimeSpan(startMs: end, endMs: .max)]
    }
}
