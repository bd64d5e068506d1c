import Model

/// What the words of a transcript tell about filled pauses, and so how far the sound is left to itself.
enum FillerGround: String, Sendable, CaseIterable {
    /// The words hold "um" and "uh"; the sound confirms them.
    case verbatim
    /// They leave them out and have times of their own: what lies between two words is known to be no word.
    case betweenWords
    /// They leave them out, and some of them are known and others guessed.
    case someWords
    /// They tell nothing about a place in the sound: there are none, or they have no times of their own.
    case soundAlone

    /// Fewest silences by which an engine's way of timing is judged.
    private static let leastSilences = 3

    /// The ground that a transcript gives over a signal with these silences.
    static func of(_ spoken: SpokenText, _ transcript: Transcript, silences: [TimeSpan]) -> FillerGround {
        guard !spoken.tokens.isEmpty else { return .soundAlone }
        if transcript.keepsFillers { return .verbatim }
        guard spoken.wordTimes == .exact else { return .soundAlone }
        guard transcript.accuracy != .low else { return .someWords }
        return runsThroughSilences(spoken.times.compactMap { $0 }, silences) ? .soundAlone : .betweenWords
    }

    /// Whether most silences lie inside words: each word then lasts until the next one begins, as some engines time them, and the time of a
    /// dropped filler is lent to the word before.
    private static func runsThroughSilences(_ words: [TimeSpan], _ silences: [TimeSpan]) -> Bool {
        guard let first = words.first, let last = words.last else { return true }
        let inner = silences.filter { $0.startMs > first.startMs && $0.endMs < last.endMs }
        var next = 0
        let covered = inner.count { silence in
            let middle = (silence.startMs + silence.endMs) / 2
            while next < words.count, words[next].endMs <= middle { next += 1 }
            return next < words.count && words[next].startMs <= middle
        }
        return inner.count >= leastSilences && 2 * covered > inner.count
    }
}
