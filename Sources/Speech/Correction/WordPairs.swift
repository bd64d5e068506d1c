package import Model

/// Which words of a text are which words of another version of it: the pairs of least edit distance (R. A. Wagner, M. J. Fischer, "The
/// String-to-String Correction Problem", J. ACM 21, 1974), over words. Long texts are cut at words that occur once in both first
/// (B. Cohen's patience diff; the longest run of them in order after J. W. Hunt, T. G. Szymanski, CACM 20, 1977), so that time and memory
/// stay near their length.
struct WordPairs {
    /// The largest table for one stretch, in cells of a byte: what is larger and has no words in common that occur once is not compared.
    static let mostCells = 1_000_000

    private struct Stretch {
        var old: Range<Int>
        var new: Range<Int>
    }

    private let old: [Int]
    private let new: [Int]
    private var found: [(old: Int, new: Int)] = []

    /// The pairs, in order.
    static func of(_ old: [String], _ new: [String]) -> [(old: Int, new: Int)] {
        var numbers: [String: Int] = [:]
        func numbered(_ words: [String]) -> [Int] {
            words.map { word in
                let number = numbers[word] ?? numbers.count
                numbers[word] = number
                return number
            }
        }
        var pairs = WordPairs(old: numbered(old), new: numbered(new))
        pairs.compare()
        return pairs.found.sorted { $0.new < $1.new }
    }

    private init(old: [Int], new: [Int]) {
        self.old = old
        self.new = new
    }

    private mutating func compare() {
        var open = [Stretch(old: 0..<old.count, new: 0..<new.count)]
        while let next = open.popLast() {
            let stretch = trimmed(next)
            let (height, width) = (stretch.old.count, stretch.new.count)
            guard height > 0, width > 0 else { continue }
            if height <= Self.mostCells / width {
                pairUp(stretch)
            } else {
                open += cut(stretch)
            }
        }
    }

    /// Pairs what is the same at both ends.
    private mutating func trimmed(_ stretch: Stretch) -> Stretch {
        var (o, n) = (stretch.old, stretch.new)
        while let a = o.first, let b = n.first, old[a] == new[b] {
            found.append((a, b))
            o.removeFirst()
            n.removeFirst()
        }
        while let a = o.last, let b = n.last, old[a] == new[b] {
            found.append((a, b))
            o.removeLast()
            n.removeLast()
        }
        return Stretch(old: o, new: n)
    }

    /// Pairs the words that occur once on both sides, as many as stand in one order; what is between them is left to compare.
    private mutating func cut(_ stretch: Stretch) -> [Stretch] {
        var places: [Int: (old: Int, new: Int, olds: Int, news: Int)] = [:]
        for index in stretch.old {
            places[old[index], default: (index, 0, 0, 0)].olds += 1
        }
        for index in stretch.new where places[new[index]] != nil {
            places[new[index]]?.new = index
            places[new[index]]?.news += 1
        }
        let once = places.values.filter { $0.olds == 1 && $0.news == 1 }.sorted { $0.new < $1.new }
        let anchors = Self.longestRise(once.map(\.old)).map { (old: once[$0].old, new: once[$0].new) }
        guard !anchors.isEmpty else { return [] }
        found += anchors
        var between: [Stretch] = []
        var (o, n) = (stretch.old.lowerBound, stretch.new.lowerBound)
        for anchor in anchors {
            between.append(Stretch(old: o..<anchor.old, new: n..<anchor.new))
            (o, n) = (anchor.old + 1, anchor.new + 1)
        }
        between.append(Stretch(old: o..<stretch.old.upperBound, new: n..<stretch.new.upperBound))
        return between
    }

    /// The places of a longest rising subsequence.
    private static func longestRise(_ values: [Int]) -> [Int] {
        var tops: [Int] = []
        var before = [Int](repeating: -1, count: values.count)
        for (index, value) in values.enumerated() {
            var (low, high) = (0, tops.count)
            while low < high {
                let middle = (low + high) / 2
                if values[tops[middle]] < value { low = middle + 1 } else { high = middle }
            }
            if low > 0 { before[index] = tops[low - 1] }
            if low == tops.count { tops.append(index) } else { tops[low] = index }
        }
        var rise: [Int] = []
        var index = tops.last ?? -1
        while index >= 0 {
            rise.append(index)
            index = before[index]
        }
        return rise.reversed()
    }

    /// Wagner and Fischer's table, of which only the steps are kept: 0 both, 1 old only, 2 new only.
    private mutating func pairUp(_ stretch: Stretch) {
        let (height, width) = (stretch.old.count, stretch.new.count)
        var steps = [UInt8](repeating: 0, count: height * width)
        var costs = Array(0...width)
        for row in 0..<height {
            let word = old[stretch.old.lowerBound + row]
            var diagonal = costs[0]
            costs[0] = row + 1
            for column in 0..<width {
                let both = diagonal + (word == new[stretch.new.lowerBound + column] ? 0 : 1)
                let (up, left) = (costs[column + 1] + 1, costs[column] + 1)
                diagonal = costs[column + 1]
                let least = min(both, up, left)
                costs[column + 1] = least
                steps[row * width + column] = least == both ? 0 : least == up ? 1 : 2
            }
        }
        var (row, column) = (height - 1, width - 1)
        while row >= 0, column >= 0 {
            switch steps[row * width + column] {
            case 0:
                let (o, n) = (stretch.old.lowerBound + row, stretch.new.lowerBound + column)
                if old[o] == new[n] { found.append((o, n)) }
                row -= 1
                column -= 1
            case 1: row -= 1
            default: column -= 1
            }
        }
    }
}

/// Carries the times of what was heard over to a correction without times: words that stayed keep theirs exactly, words that changed get
/// the time of what was heard in their place, and words that were added share the time between their neighbours and are marked.
package enum CarriedTimes {
    /// Words one other word may stand for and still have a time that was measured ("sequel light", "SQLite").
    private static let mostForOne = 3
    /// The share of the correction's words that must have been heard; below it the texts are two, not one corrected.
    private static let leastHeard = 0.25
    /// The share of words with times of their own from which all are called exact, the marked ones aside.
    private static let mostlyExact = 0.9
    /// What an added word at either end may take, in milliseconds.
    private static let endMs = 300

    /// The correction with times; as it is when it has times already, or when what was heard has none or says something else.
    ///
    /// - Parameter durationMs: how long the recording is; no word ends later.
    package static func carry(from heard: Transcript, to corrected: Transcript, durationMs: Int?) -> Transcript {
        let old = heard.words.filter { $0.span != nil }
        guard corrected.wordTimes == .none, heard.wordTimes != .none, !old.isEmpty, !corrected.words.isEmpty else {
            return corrected
        }
        let pairs = WordPairs.of(old.map(key), corrected.words.map(key))
        guard Double(pairs.count) >= leastHeard * Double(corrected.words.count) else { return corrected }
        var words: [Transcript.Word] = []
        words.reserveCapacity(corrected.words.count)
        var (o, n) = (0, 0)
        for pair in pairs + [(old: old.count, new: corrected.words.count)] {
            let between = Space(
                after: o > 0 ? old[o - 1].span : nil,
                before: pair.old < old.count ? old[pair.old].span : nil,
                lastMs: durationMs
            )
            words += placed(corrected.words[n..<pair.new], for: old[o..<pair.old], in: between)
            if pair.new < corrected.words.count {
                words.append(timed(corrected.words[pair.new], as: old[pair.old]))
            }
            (o, n) = (pair.old + 1, pair.new + 1)
        }
        var carried = corrected
        carried.words = words
        let exact = words.count { $0.approximate != true }
        let isExact = heard.wordTimes == .exact && Double(exact) >= mostlyExact * Double(words.count)
        carried.wordTimes = isExact ? .exact : .approximate
        return carried
    }

    /// The time between two words that stayed.
    private struct Space {
        var after: TimeSpan?
        var before: TimeSpan?
        var lastMs: Int?

        func span(for count: Int) -> TimeSpan {
            let room = CarriedTimes.endMs * count
            let end = before?.startMs ?? (after?.endMs).map { min($0 + room, max($0, lastMs ?? .max)) } ?? room
            let start = after?.endMs ?? max(0, end - room)
            return TimeSpan(startMs: min(start, end), endMs: end)
        }
    }

    private static func placed(
        _ words: ArraySlice<Transcript.Word>,
        for heard: ArraySlice<Transcript.Word>,
        in space: Space
    ) -> [Transcript.Word] {
        guard let first = heard.first?.span, let last = heard.last?.span else {
            return spread(words, over: space.span(for: words.count))
        }
        let whole = TimeSpan(startMs: first.startMs, endMs: max(first.startMs, last.endMs))
        if words.count == 1, heard.count <= mostForOne, let word = words.first {
            let isMarked = heard.contains { $0.approximate == true }
            return [stamped(word, whole, isMarked: isMarked)]
        }
        guard words.count == heard.count else { return spread(words, over: whole) }
        return zip(words, heard).map { stamped($0, $1.span ?? whole, isMarked: true) }
    }

    private static func spread(_ words: ArraySlice<Transcript.Word>, over span: TimeSpan) -> [Transcript.Word] {
        zip(words, WordAlignment.shares(span, words.map(\.text))).map { stamped($0, $1, isMarked: true) }
    }

    private static func timed(_ word: Transcript.Word, as heard: Transcript.Word) -> Transcript.Word {
        heard.span.map { stamped(word, $0, isMarked: heard.approximate == true) } ?? word
    }

    private static func stamped(_ word: Transcript.Word, _ span: TimeSpan, isMarked: Bool) -> Transcript.Word {
        var word = word
        (word.startMs, word.endMs) = (span.startMs, span.endMs)
        word.approximate = isMarked ? true : nil
        return word
    }

    /// A word without its case and marks; one that is nothing but marks is itself.
    private static func key(_ word: Transcript.Word) -> String {
        let tokens = TextTokens(word.text).tokens
        return tokens.isEmpty ? word.text : tokens.map(\.folded).joined(separator: " ")
    }
}
