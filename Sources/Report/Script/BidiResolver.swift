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

/// How a character takes part in the order of a line (Unicode Standard Annex #9, table 4), as far as a line of plain text needs it:
/// embeddings and isolates are formatting characters, which are never drawn.
enum BidiClass: Sendable, Hashable {
    /// Left to right.
    case l
    /// Right to left.
    case r
    /// Right to left, Arabic letter.
    case al
    /// European number, its separator and its terminator.
    case en, es, et
    /// Arabic number.
    case an
    /// Separator between digits of one number.
    case cs
    /// A mark on the character before it.
    case nsm
    /// Nothing to see.
    case bn
    /// White space and everything else without a direction.
    case on

    /// The class of a character.
    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A: self = .l
        case 0x30...0x39, 0xB2, 0xB3, 0xB9, 0x2070, 0x2074...0x2079, 0x2080...0x2089, 0x06F0...0x06F9: self = .en
        case 0x2B, 0x2D, 0x207A, 0x207B, 0x208A, 0x208B, 0x2212: self = .es
        case 0x23...0x25, 0xA2...0xA5, 0xB0, 0xB1, 0x066A, 0x2030...0x2034, 0x20A0...0x20CF, 0x2213: self = .et
        case 0x2C, 0x2E, 0x2F, 0x3A, 0xA0, 0x060C, 0x202F, 0x2044: self = .cs
        case 0x0660...0x0669, 0x066B, 0x066C, 0x0600...0x0605, 0x06DD: self = .an
        case 0x200F: self = .r
        case 0x200E: self = .l
        default: self = Self.byProperties(scalar)
        }
    }

    private static func byProperties(_ scalar: Unicode.Scalar) -> BidiClass {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return .nsm
        case .format, .control, .surrogate: return .bn
        default: break
        }
        switch scalar.value {
        case 0x0606, 0x0607, 0x060E, 0x060F, 0x06DE, 0x06E9: return .on
        case 0x0590...0x05FF, 0x07C0...0x085F, 0xFB1D...0xFB4F, 0x10800...0x10FFF, 0x1E800...0x1EFFF: return .r
        case 0x0600...0x07BF, 0x0860...0x08FF, 0xFB50...0xFDFF, 0xFE70...0xFEFE: return .al
        default: break
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spacingMark,
            .decimalNumber, .letterNumber, .otherNumber, .privateUse, .unassigned:
            return .l
        default: return .on
        }
    }

    /// Whether a text of only such characters would be set from right to left.
    var isRightToLeft: Bool { self == .r || self == .al || self == .an }
}

/// The levels of the characters of one paragraph (Unicode Standard Annex #9, rules P2 to I2 without explicit embeddings): even ones run
/// from left to right, odd ones from right to left.
struct BidiParagraph: Sendable {
    /// The level of the paragraph: 0 or 1.
    let base: UInt8
    /// The level of each character.
    let levels: [UInt8]

    /// Resolves the levels of some characters.
    init(_ scalars: some Collection<Unicode.Scalar>) {
        let scalars = Array(scalars)
        let classes = scalars.map(BidiClass.init)
        // P2, P3: the first letter with a direction decides.
        let first = classes.first { $0 == .l || $0 == .r || $0 == .al }
        let base: UInt8 = first == .r || first == .al ? 1 : 0
        var resolver = BidiResolver(classes, base: base)
        resolver.resolveWeak()
        resolver.resolveBrackets(scalars)
        resolver.resolveNeutral()
        self.base = base
        levels = resolver.levels
    }
}

/// Brackets: which close which, and which are drawn mirrored in text that runs from right to left (UAX #9, N0 and L4).
enum BidiMirror {
    /// The closing bracket of an opening one.
    static let closing: [Unicode.Scalar: Unicode.Scalar] = [
        "(": ")", "[": "]", "{": "}", "⟨": "⟩", "⟦": "⟧", "（": "）", "［": "］", "｛": "｝", "「": "」", "『": "』",
        "【": "】", "〔": "〕",
    ]

    private static let mirrored: [Unicode.Scalar: Unicode.Scalar] = {
        var table: [Unicode.Scalar: Unicode.Scalar] = ["<": ">", "«": "»", "‹": "›", "≤": "≥", "≪": "≫"]
        table.merge(closing) { $1 }
        for (left, right) in table { table[right] = left }
        return table
    }()

    /// The character to draw where text runs from right to left.
    static func of(_ scalar: Unicode.Scalar) -> Unicode.Scalar { mirrored[scalar] ?? scalar }
}
