import Catalogue
import Model

/// The words of an answer line by line, with fillers, pauses and the numbers of the remarks at their places.
struct TranscriptView {
    /// A word at its place in the text.
    private struct Placed {
        var word: Transcript.Word
        /// What stands between the word before and this one.
        var before: String
        /// Its place in the text, in UTF-16 units.
        var start: Int
        var end: Int
        var isFiller: Bool
        var remark: Remarks.Remark?
    }

    /// A pause, or a filler that only the sound shows, between two words.
    private struct Between {
        var at: Int
        var isPause: Bool
        var html: HTML
    }

    private static let longPauseMs = 1000
    private static let longestLine = 40
    private static let roughBelow = 0.7

    private let transcript: Transcript
    private var words: [Placed] = []
    private var rest = ""
    private var between: [Between] = []

    init(_ transcript: Transcript, delivery: Delivery?, remarks: Remarks) {
        self.transcript = transcript
        place(fillers: (delivery?.fillers.items ?? []).compactMap(\.range))
        for remark in remarks.all { for evidence in remark.evidence { mark(evidence, remark) } }
        for item in delivery?.fillers.items ?? [] where item.range == nil {
            guard let at = item.startMs else { continue }
            let button =
                HTML(markup: "<button type=\"button\" class=\"word filler\" data-ms=\"\(at)\" title=\"")
                + HTML(escaping: Texts["transcript.heardFiller"]) + HTML(markup: "\">um/uh</button>")
            between.append(Between(at: at, isPause: false, html: button))
        }
        for item in delivery?.pauses.items ?? [] where item.place != .initial && item.durationMs >= Self.longPauseMs {
            let button =
                HTML(markup: "<button type=\"button\" class=\"pause\" data-ms=\"\(max(0, item.startMs - 500))\">")
                + HTML(escaping: Texts["transcript.pause", ["seconds": Figures.seconds(item.durationMs)]])
                + HTML(markup: "</button>")
            between.append(Between(at: item.startMs, isPause: true, html: button))
        }
        between.sort { $0.at < $1.at }
    }

    /// The lines for the template.
    func lines() -> [[String: TemplateValue]] {
        guard !words.isEmpty else {
            return [Self.line(nil, 0..<transcript.text.utf16.count, HTML(escaping: transcript.text))]
        }
        var lines: [[String: TemplateValue]] = []
        var waiting = between[...]
        let ranges = ranges()
        for (index, range) in ranges.enumerated() {
            var html = HTML(markup: "")
            var open: Remarks.Remark?
            for position in range {
                let placed = words[position]
                if let remark = open, placed.remark?.number != remark.number {
                    html = html + Self.closing(remark)
                    open = nil
                }
                while let next = waiting.first, let start = placed.word.startMs, let end = placed.word.endMs,
                    next.at < (start + end) / 2
                {
                    html = html + HTML(markup: " ") + next.html
                    waiting.removeFirst()
                }
                let space = position == range.lowerBound ? placed.before.drop { $0.isWhitespace } : placed.before[...]
                html = html + HTML(escaping: String(space))
                if open == nil, let remark = placed.remark {
                    html = html + HTML(markup: "<mark class=\"said \(remark.kind)\">")
                    open = remark
                }
                html = html + Self.node(placed)
            }
            if let remark = open { html = html + Self.closing(remark) }
            if index == ranges.count - 1 {
                html = html + HTML(escaping: rest)
                for next in waiting { html = html + HTML(markup: " ") + next.html }
            }
            // A pause that comes before the next line closes this one.
            if index + 1 < ranges.count, let next = words[ranges[index + 1].lowerBound].word.startMs {
                while let pause = waiting.first, pause.isPause, pause.at < next {
                    html = html + HTML(markup: " ") + pause.html
                    waiting.removeFirst()
                }
            }
            let last = index == ranges.count - 1 ? transcript.text.utf16.count : words[range.upperBound - 1].end
            let place = words[range.lowerBound].start..<last
            lines.append(Self.line(words[range.lowerBound].word.startMs, place, html))
        }
        return lines
    }

    /// A line with its place in the text, in UTF-16 units as scripts count them.
    private static func line(_ start: Int?, _ place: Range<Int>, _ html: HTML) -> [String: TemplateValue] {
        [
            "ms": .optional(start.map(String.init)), "clock": .text(start.map(Figures.clock) ?? ""),
            "from": .text(String(place.lowerBound)), "to": .text(String(place.upperBound)), "words": .html(html),
        ]
    }

    private static func closing(_ remark: Remarks.Remark) -> HTML {
        HTML(markup: "<button type=\"button\" class=\"note-ref\" data-remark=\"\(remark.number)\" aria-label=\"")
            + HTML(escaping: remark.label) + HTML(markup: "\">\(remark.number)</button></mark>")
    }

    private static func node(_ placed: Placed) -> HTML {
        let time = placed.word.startMs.map { " data-ms=\"\($0)\"" } ?? ""
        let text = HTML(escaping: RoughWords.shown(placed.word))
        if placed.isFiller {
            return HTML(markup: "<button type=\"button\" class=\"word filler\"\(time)>") + text
                + HTML(markup: "</button>")
        }
        let isRough = (placed.word.confidence ?? 1) < roughBelow
        return HTML(markup: "<span class=\"word\(isRough ? " rough" : "")\"\(time)>") + text + HTML(markup: "</span>")
    }

    private mutating func place(fillers: [TextRange]) {
        let text = Array(transcript.text.utf16)
        var at = 0
        for word in transcript.words {
            let units = Array(word.text.utf16)
            guard !units.isEmpty, let start = Self.find(units, in: text, from: at) else { continue }
            let end = start + units.count
            words.append(
                Placed(
                    word: word,
                    before: String(decoding: text[at..<start], as: UTF16.self),
                    start: start,
                    end: end,
                    isFiller: fillers.contains { $0.start < end && start < $0.end }
                )
            )
            at = end
        }
        rest = String(decoding: text[at...], as: UTF16.self)
    }

    /// Where units begin, at most 2,000 units further on: a word is never far from the one before.
    private static func find(_ units: [UInt16], in text: [UInt16], from start: Int) -> Int? {
        guard text.count - units.count >= start else { return nil }
        return (start...min(text.count - units.count, start + 2000)).first {
            text[$0..<($0 + units.count)].elementsEqual(units)
        }
    }

    /// Gives the words of a quotation its remark, where they have none: by time, and without times by their text.
    private mutating func mark(_ evidence: Evaluation.Evidence, _ remark: Remarks.Remark) {
        if let start = evidence.startMs, let end = evidence.endMs {
            for index in words.indices where words[index].remark == nil {
                guard let from = words[index].word.startMs, let to = words[index].word.endMs else { continue }
                if from >= start, to <= end { words[index].remark = remark }
            }
            return
        }
        let quoted = Self.letters(evidence.quote)
        guard !quoted.isEmpty, quoted.count <= words.count else { return }
        let said = words.map { Self.letters($0.word.text).joined() }
        guard
            let first = (0...(words.count - quoted.count)).first(where: {
                said[$0..<($0 + quoted.count)].elementsEqual(quoted)
            })
        else { return }
        for index in first..<(first + quoted.count) where words[index].remark == nil { words[index].remark = remark }
    }

    private static func letters(_ text: String) -> [String] {
        text.split(whereSeparator: \.isWhitespace).map { word in
            String(word.lowercased().filter { $0.isLetter || $0.isNumber })
        }
    }

    /// The words of each line: a line ends at a line break, a long pause and the end of a sentence, and at a comma when it gets long.
    private func ranges() -> [Range<Int>] {
        var (ranges, start): ([Range<Int>], Int) = ([], 0)
        for index in words.indices.dropFirst() {
            let (last, word) = (words[index - 1].word, words[index])
            let waited = word.word.startMs.flatMap { from in last.endMs.map { from - $0 } } ?? 0
            let length = index - start
            let ends = last.text.last { !"\"”’)".contains($0) }
            let isSentence = length > 5 && ".?!".contains(ends ?? " ")
            let isClause = length > Self.longestLine && (",;:".contains(ends ?? " ") || length > 2 * Self.longestLine)
            if word.before.contains(where: \.isNewline) || waited >= Self.longPauseMs || isSentence || isClause {
                ranges.append(start..<index)
                start = index
            }
        }
        return ranges + [start..<words.count]
    }
}

/// Words the recogniser is not sure of. One that would shock, and may never have been said, is not written out.
enum RoughWords {
    private static let sureFrom = 0.85
    private static let shocking: Set<String> = [
        "fuck", "fucked", "fucker", "fucking", "shit", "shitty", "bullshit", "cunt", "cock", "dick", "dicks", "pussy",
        "whore", "slut",
        "bitch", "bitches", "bastard", "nigger", "faggot", "asshole", "tits", "wank", "wanker",
    ]

    /// The word as it is shown.
    static func shown(_ word: Transcript.Word) -> String {
        guard let confidence = word.confidence, confidence < sureFrom else { return word.text }
        let letters = word.text.lowercased().filter(\.isLetter)
        guard shocking.contains(letters), let first = letters.first else { return word.text }
        return "\(first)" + String(repeating: "•", count: letters.count - 1)
    }
}
