import Model

/// The transcript cut into paragraphs of marked runs. Pure: where text is split and what is marked is decided here.
struct MarkedTranscript {
    /// One paragraph.
    struct Paragraph: Sendable {
        /// When its first word was said.
        var startMs: Int?
        /// Its text.
        var runs: [TextRun]
    }

    /// A place in the text where something changes, in UTF-16 code units.
    private struct Cut {
        var at: Int
        var ms: Int?
    }

    private let units: [UInt16]
    private let marks: [(range: Range<Int>, style: TextStyle)]
    private let notes: [(at: Int, run: TextRun)]
    private let starts: [Cut]

    /// Prepares the text of one answer.
    init(_ transcript: Transcript, _ delivery: Delivery?) {
        let units = Array(transcript.text.utf16)
        self.units = units
        let words = WordPlaces.find(transcript.words, in: units)
        marks = Self.marks(delivery, in: units)
        notes = (Self.pauses(delivery, words, units) + Self.unwritten(delivery, words, units)).sorted { $0.at < $1.at }
        starts = Self.starts(words, units)
    }

    /// The paragraphs in order; together they hold the whole text.
    var paragraphs: [Paragraph] {
        var result: [Paragraph] = []
        var mark = marks[...]
        var note = notes[...]
        for (index, start) in starts.enumerated() {
            let end = index + 1 < starts.count ? starts[index + 1].at : units.count
            var runs: [TextRun] = []
            var at = start.at
            while at < end {
                while let next = mark.first, next.range.upperBound <= at { mark.removeFirst(); _ = next }
                if let next = note.first, next.at <= at {
                    runs += [TextRun("\u{A0}", .body), next.run]
                    note.removeFirst()
                    continue
                }
                var stop = end
                var style = TextStyle.body
                if let next = mark.first {
                    if next.range.lowerBound <= at {
                        stop = min(stop, next.range.upperBound)
                        style = next.style
                    } else {
                        stop = min(stop, next.range.lowerBound)
                    }
                }
                if let next = note.first { stop = min(stop, max(next.at, at + 1)) }
                runs.append(TextRun(String(decoding: units[at..<stop], as: UTF16.self), style))
                at = stop
            }
            // What is heard after the last word stays with it.
            while let next = note.first, next.at <= end {
                runs += [TextRun("\u{A0}", .body), next.run]
                note.removeFirst()
            }
            result.append(Paragraph(startMs: start.ms, runs: runs))
        }
        return result
    }

    /// Marks without overlap, in order: a filler hides a hedge, a hedge a repetition.
    private static func marks(_ delivery: Delivery?, in units: [UInt16]) -> [(range: Range<Int>, style: TextStyle)] {
        guard let delivery else { return [] }
        var owner = [UInt8](repeating: 0, count: units.count)
        func claim(_ range: TextRange?, _ kind: UInt8) {
            guard let range else { return }
            let low = whole(min(max(range.start, 0), units.count), units)
            let high = whole(min(max(range.end, 0), units.count), units)
            guard low < high else { return }
            for index in low..<high { owner[index] = kind }
        }
        for mark in delivery.repetitions { claim(mark.range, 3) }
        for mark in delivery.hedges { claim(mark.range, 2) }
        for item in delivery.fillers.items { claim(item.range, 1) }
        var result: [(range: Range<Int>, style: TextStyle)] = []
        var start = 0
        while start < owner.count {
            var end = start + 1
            while end < owner.count, owner[end] == owner[start] { end += 1 }
            if owner[start] != 0 { result.append((start..<end, style(owner[start]))) }
            start = end
        }
        return result
    }

    private static func style(_ kind: UInt8) -> TextStyle {
        switch kind {
        case 1: .filler
        case 2: .body.marked(.dotted)
        default: .body.marked(.dashed)
        }
    }

    /// Never between the halves of a surrogate pair.
    private static func whole(_ at: Int, _ units: [UInt16]) -> Int {
        at < units.count && at > 0 && UTF16.isTrailSurrogate(units[at]) ? at - 1 : at
    }

    /// Long pauses after the word they follow: a silence closes a line, it does not open the next one.
    private static func pauses(
        _ delivery: Delivery?,
        _ words: [WordPlaces.Place],
        _ units: [UInt16]
    ) -> [(at: Int, run: TextRun)] {
        let long = (delivery?.pauses.items ?? []).filter { $0.durationMs >= 1000 && $0.place != .initial }
        return long.compactMap { pause in
            after(pause.endMs - 150, words, units).map { at in
                (at, TextRun("[\(Figures.seconds(pause.durationMs))]".unbroken, .aside))
            }
        }
    }

    /// Filled pauses that only the sound shows, after the word they follow.
    private static func unwritten(
        _ delivery: Delivery?,
        _ words: [WordPlaces.Place],
        _ units: [UInt16]
    ) -> [(at: Int, run: TextRun)] {
        let heard = (delivery?.fillers.items ?? []).filter { $0.range == nil && $0.source == .acoustic }
        return heard.compactMap { item in
            item.startMs.flatMap { after($0, words, units) }.map { ($0, TextRun(TranscriptPart.unwritten, .filler)) }
        }
    }

    /// Where the last word before a time ends, its punctuation included; nil when no word comes before.
    private static func after(_ ms: Int, _ words: [WordPlaces.Place], _ units: [UInt16]) -> Int? {
        // The words are in order, so the first one that is too late lies behind all that are not.
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            if let start = words[middle].startMs, start >= ms { high = middle } else { low = middle + 1 }
        }
        guard low > 0, words[low - 1].startMs != nil else { return nil }
        var at = words[low - 1].range.upperBound
        let limit = low < words.count ? words[low].range.lowerBound : units.count
        while at < limit, units[at] > 0x20, units[at] != 0xA0 { at += 1 }
        return at
    }

    /// Paragraphs start after a line feed, and at the first good place once a paragraph is long enough: the end of a
    /// sentence or a long pause after 35 words, any small pause after 80, any word after 140.
    private static func starts(_ words: [WordPlaces.Place], _ units: [UInt16]) -> [Cut] {
        var cuts = [Cut(at: 0, ms: words.first?.startMs)]
        var count = 0
        var previous: WordPlaces.Place?
        for word in words {
            if let before = previous {
                let between = units[before.range.upperBound..<max(before.range.upperBound, word.range.lowerBound)]
                let gap = word.startMs.flatMap { start in before.endMs.map { start - $0 } } ?? 0
                let last = before.range.isEmpty ? 0 : units[before.range.upperBound - 1]
                let sentence = [0x2E, 0x3F, 0x21, 0x0964, 0x3002].contains(last)
                let due = (count >= 35 && (sentence || gap >= 1000)) || (count >= 80 && gap >= 350) || count >= 140
                if between.contains(0x0A) || due {
                    cuts.append(Cut(at: word.range.lowerBound, ms: word.startMs))
                    count = 0
                }
            }
            count += 1
            previous = word
        }
        return cuts
    }
}

extension String {
    /// The text with unbreakable spaces.
    fileprivate var unbroken: String { String(map { $0 == " " ? "\u{A0}" : $0 }) }
}
