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
