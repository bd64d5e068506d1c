import Core
import Model

/// Makes the times of words usable: in order, inside the recording, none of them empty.
enum TimeRepair {
    /// A word without a length gets at most this long, in milliseconds, where there is room behind it.
    private static let longestMs = 600
    /// Two words that overlap by less than this are in order, in milliseconds: engines round.
    private static let slackMs = 250

    /// The words with times that never go back and are never empty, and how many had to be placed anew.
    static func repaired(_ words: [Transcript.Word], durationMs: Int) -> (words: [Transcript.Word], count: Int) {
        var out = words
        var bad = Set(words.indices.filter { out[$0].span == nil || out[$0].startMs == out[$0].endMs })
        bad.formUnion(backward(words, bad))
        for index in out.indices where !bad.contains(index) {
            out[index].startMs = min(max(0, out[index].startMs ?? 0), durationMs)
            out[index].endMs = min(max(0, out[index].endMs ?? 0), durationMs)
        }
        var at = 0
        while at < out.count {
            guard bad.contains(at) else {
                at += 1
                continue
            }
            var end = at
            while end < out.count, bad.contains(end) { end += 1 }
            place(at..<end, in: &out, durationMs: durationMs)
            at = end
        }
        return (out, bad.count)
    }

    /// Words whose time lies before that of words in front of them, or so far after that those behind would be: what is left is the longest
    /// stretch of order a single look finds.
    private static func backward(_ words: [Transcript.Word], _ bad: Set<Int>) -> Set<Int> {
        var found = Set<Int>()
        let kept = words.indices.filter { !bad.contains($0) }
        var last: Int?
        for (place, index) in kept.enumerated() {
            guard let start = words[index].startMs else { continue }
            guard let before = last, let previous = words[before].startMs, start + slackMs < previous else {
                last = index
                continue
            }
            // One word far ahead is the outlier when those that follow agree with this one.
            let next = place + 1 < kept.count ? words[kept[place + 1]].startMs : nil
            if let next, next + slackMs < previous {
                found.insert(before)
                last = index
            } else {
                found.insert(index)
            }
        }
        return found
    }

    /// Gives a run of words the time between its neighbours: from its own start, where it has one that fits, or from the end of the word
    /// before. Where there is no room, it takes half of the longer neighbour.
    private static func place(_ run: Range<Int>, in words: inout [Transcript.Word], durationMs: Int) {
        let before = run.lowerBound > 0 ? words[run.lowerBound - 1] : nil
        let after = run.upperBound < words.count ? words[run.upperBound] : nil
        var start = before?.endMs ?? 0
        var end = after?.startMs ?? durationMs
        if run.count == 1, let own = words[run.lowerBound].startMs, own >= start, own < end { start = own }
        end = min(end, start + longestMs * run.count)
        if end - start < 20 * run.count {
            if let span = before?.span, span.durationMs >= (after?.span?.durationMs ?? 0) {
                start = span.startMs + span.durationMs / 2
                words[run.lowerBound - 1].endMs = start
                end = max(end, span.endMs)
            } else if let span = after?.span {
                end = span.startMs + span.durationMs / 2
                words[run.upperBound].startMs = end
                start = min(start, span.startMs)
            }
        }
        let shares = WordAlignment.shares(
            TimeSpan(startMs: min(start, durationMs), endMs: min(end, durationMs)),
            words[run].map(\.text)
        )
        for (offset, share) in shares.enumerated() {
            words[run.lowerBound + offset].startMs = share.startMs
            words[run.lowerBound + offset].endMs = share.endMs
            words[run.lowerBound + offset].approximate = true
        }
    }

    /// The words spread over the speech of a recording by their length.
    static func spread(_ words: [Transcript.Word], over sound: SoundMap) -> [Transcript.Word] {
        let shares = WordAlignment.shares(TimeSpan(startMs: 0, endMs: sound.speechMs), words.map(\.text))
        return zip(words, shares).map { word, share in
            var word = word
            word.startMs = sound.time(afterSpeech: share.startMs)
            word.endMs = max(word.startMs ?? 0, sound.time(afterSpeech: max(0, share.endMs - 1)) + 1)
            word.approximate = nil
            return word
        }
    }
}

/// Takes words out of a text and its word list alike, so that the words that stay occur in the text that stays.
enum TextCut {
    /// The transcript without the words at some places.
    static func removing(_ places: Set<Int>, from transcript: Transcript) -> Transcript {
        guard !places.isEmpty else { return transcript }
        var cut = transcript
        cut.words = transcript.words.indices.filter { !places.contains($0) }.map { transcript.words[$0] }
        guard let starts = starts(transcript) else {
            cut.text = cut.words.map(\.text).joined(separator: " ")
            return cut
        }
        let units = Array(transcript.text.utf16)
        var text: [UInt16] = []
        var at = 0
        for index in transcript.words.indices where places.contains(index) {
            let end = index + 1 < starts.count ? starts[index + 1] : units.count
            if starts[index] > at { text += units[at..<starts[index]] }
            at = max(at, end)
        }
        text += units[at...]
        cut.text = String(decoding: text, as: UTF16.self).trimmed
        return cut
    }

    /// Where each word begins in the text, opening marks included; nil when they cannot be found in order.
    private static func starts(_ transcript: Transcript) -> [Int]? {
        let tokens = TextTokens(transcript.text).tokens
        var starts: [Int] = []
        var at = 0
        var end = 0
        let units = Array(transcript.text.utf16)
        for word in transcript.words {
            let pieces = TextTokens(word.text).tokens
            guard !pieces.isEmpty, at + pieces.count <= tokens.count else { return nil }
            for (offset, piece) in pieces.enumerated() where tokens[at + offset].folded != piece.folded { return nil }
            var start = tokens[at].range.start
            while start > end, !isBlank(units[start - 1]) { start -= 1 }
            starts.append(start)
            end = tokens[at + pieces.count - 1].range.end
            at += pieces.count
        }
        return at == tokens.count ? starts : nil
    }

    private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || unit == 0x0A || unit == 0x09 || unit == 0xA0 }
}

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

/// What the findings about a transcript leave standing: which measures may be taken from its words.
struct WordTrust {
    /// Whether fillers, hedges and repetitions may be counted from the words.
    let counts: Bool
    /// Whether the words are those of this recording.
    let isOwn: Bool
    /// Whether the number of words is that of the words spoken.
    let tellsPace: Bool
    /// Whether the words' times can be used for pace over time.
    let tellsCurve: Bool

    /// The trust in a transcript that was checked.
    init(_ transcript: Transcript, hasOtherLanguage: Bool) {
        isOwn = !transcript.has(.wordsDoNotFit)
        counts = isOwn && !hasOtherLanguage
        tellsPace = isOwn && !transcript.has(.loop, .speechWithoutWords)
        tellsCurve = tellsPace && !transcript.has(.timesDoNotFit)
    }
}
