import Model

/// Cuts words into sentences: by the engine's punctuation, else by pauses, else by length.
enum Sentences {
    /// A silence this long between two words ends a sentence when the engine sets no punctuation.
    static let pauseMs = 600
    /// Longest sentence without punctuation, in words.
    static let lengthLimit = 24
    /// Longest sentence with punctuation, in words; longer ones are cut so that one missing full stop cannot join everything.
    static let punctuatedLimit = 60

    /// Ranges of word indices that cover every word in order.
    static func ranges(of words: [Spoken.Word], endings: [Bool]) -> [Range<Int>] {
        let punctuated = endings.count { $0 } * 60 >= words.count
        let limit = punctuated ? punctuatedLimit : lengthLimit
        var ranges: [Range<Int>] = []
        var start = 0
        for index in words.indices {
            let following = index + 1 < words.count ? words[index + 1].span : nil
            let paused = zip2(words[index].span, following).map { $1.startMs - $0.endMs >= pauseMs } ?? false
            if endings[index] || (paused && !punctuated) || index + 1 - start >= limit {
                ranges.append(start..<index + 1)
                start = index + 1
            }
        }
        if start < words.count { ranges.append(start..<words.count) }
        return ranges
    }

    private static func zip2<A, B>(_ a: A?, _ b: B?) -> (A, B)? {
        guard let a, let b else { return nil }
        return (a, b)
    }
}
