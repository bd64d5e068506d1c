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
