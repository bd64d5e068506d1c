/// The rules of Unicode Standard Annex #9 over the classes of one paragraph, in the order they are applied.
struct BidiResolver {
    private var classes: [BidiClass]
    private let base: UInt8
    /// The places of what is drawn; formatting characters take no part.
    private let places: [Int]
    private var side: BidiClass { base == 1 ? .r : .l }

    /// A resolver for a paragraph at a level.
    init(_ classes: [BidiClass], base: UInt8) {
        self.classes = classes
        self.base = base
        places = classes.indices.filter { classes[$0] != .bn }
    }

    /// W1 to W7: marks, numbers and what stands in and around them.
    mutating func resolveWeak() {
        var last = side
        for place in places {
            if classes[place] == .nsm { classes[place] = last }
            last = classes[place]
        }
        var strong = side
        for place in places {
            switch classes[place] {
            case .l, .r, .al: strong = classes[place]
            case .en where strong == .al: classes[place] = .an
            default: break
            }
        }
        for place in places where classes[place] == .al { classes[place] = .r }
        for (index, place) in places.enumerated().dropFirst().dropLast() {
            let (before, after) = (classes[places[index - 1]], classes[places[index + 1]])
            guard before == after, before == .en || before == .an else { continue }
            if classes[place] == .cs || classes[place] == .es && before == .en { classes[place] = before }
        }
        resolveTerminators()
        strong = side
        for place in places {
            switch classes[place] {
            case .es, .et, .cs: classes[place] = .on
            case .l, .r: strong = classes[place]
            case .en where strong == .l: classes[place] = .l
            default: break
            }
        }
    }

    /// W5: signs beside a European number belong to it.
    private mutating func resolveTerminators() {
        var start: Int?
        for (index, place) in places.enumerated() {
            guard classes[place] == .et else {
                start = nil
                continue
            }
            let first = start ?? index
            start = first
            if first > 0, classes[places[first - 1]] == .en { classes[place] = .en }
            if index + 1 < places.count, classes[places[index + 1]] == .en {
                for sign in places[first...index] { classes[sign] = .en }
            }
        }
    }

    /// N0: the two brackets of a pair run the same way.
    mutating func resolveBrackets(_ scalars: [Unicode.Scalar]) {
        var open: [(closing: Unicode.Scalar, index: Int)] = []
        var pairs: [(Int, Int)] = []
        for (index, place) in places.enumerated() where classes[place] == .on {
            if let closing = BidiMirror.closing[scalars[place]] {
                guard open.count < 63 else { break }
                open.append((closing, index))
            } else if let match = open.lastIndex(where: { $0.closing == scalars[place] }) {
                pairs.append((open[match].index, index))
                open.removeSubrange(match...)
            }
        }
        for (first, last) in pairs.sorted(by: { $0.0 < $1.0 }) {
            let inside = places[(first + 1)..<max(first + 1, last)].compactMap { direction(classes[$0]) }
            guard !inside.isEmpty else { continue }
            var way = side
            if !inside.contains(side) {
                let before = places[..<first].last { direction(classes[$0]) != nil }.flatMap { direction(classes[$0]) }
                if let before, before != side { way = before }
            }
            classes[places[first]] = way
            classes[places[last]] = way
        }
    }

    /// N1 and N2: what has no direction takes that of its surroundings.
    mutating func resolveNeutral() {
        var index = 0
        while index < places.count {
            guard direction(classes[places[index]]) == nil else {
                index += 1
                continue
            }
            var end = index
            while end < places.count, direction(classes[places[end]]) == nil { end += 1 }
            let before = index == 0 ? side : direction(classes[places[index - 1]]) ?? side
            let after = end == places.count ? side : direction(classes[places[end]]) ?? side
            for place in places[index..<end] { classes[place] = before == after ? before : side }
            index = end
        }
    }

    /// The direction a resolved class has for its neighbours: numbers count as right to left.
    private func direction(_ one: BidiClass) -> BidiClass? {
        switch one {
        case .l: .l
        case .r, .en, .an: .r
        default: nil
        }
    }

    /// I1 and I2.
    var levels: [UInt8] {
        var last = base
        return classes.map { one in
            switch one {
            case .bn: return last
            case .r: last = 1
            case .en, .an: last = 2
            case .l: last = base == 1 ? 2 : 0
            default: last = base
            }
            return last
        }
    }
}
