import Core

/// Reads single values the way models write them: `**Yes**`, `yes – because …`, `true`, `"4/5"`, `4.5/5`, `75 %`, `75-80%`.
enum ReplyValue {
    /// How far an item is met.
    enum Met: Sendable, Hashable {
        /// A share from 0 to 1.
        case share(Double)
        /// The model says it cannot tell.
        case unknown
    }

    /// The verdict a value stands for; nil when it is none.
    static func met(_ value: LocatedJSON) -> Met? {
        switch value.content {
        case .bool(let flag): return .share(flag ? 1 : 0)
        case .string(let text): return met(text)
        default: return nil
        }
    }

    /// The verdict a text opens with; nil when it opens with none.
    static func met(_ text: String) -> Met? {
        let words = Folding.words(text.prefix(200))
        guard let first = words.first else { return nil }
        switch first {
        case "yes", "fully", "met", "true", "hit", "full": return .share(1)
        case "partly", "partial", "partially", "somewhat", "half": return .share(0.5)
        case "no", "none", "false", "missed", "absent": return .share(0)
        case "not": return words.dropFirst().first == "applicable" ? .unknown : .share(0)
        case "unknown", "unclear", "na", "null": return .unknown
        case "n": return words.dropFirst().first == "a" ? .unknown : .share(0)
        case "y": return .share(1)
        default: return nil
        }
    }

    /// A level from 1 to `count` as a share from 0 to 1: a plain number, or a fraction of another scale; nil when it is neither or lies outside.
    static func level(_ value: LocatedJSON, of count: Int) -> Double? {
        guard count > 1 else { return nil }
        let steps = Double(count - 1)
        switch value.content {
        case .number(let number): return (1...Double(count)).contains(number) ? (number - 1) / steps : nil
        case .string(let text):
            if let share = fraction(text) {
                let level = share.of == Double(count) ? share.value : share.value / share.of * Double(count)
                return (1...Double(count)).contains(level) ? (level - 1) / steps : nil
            }
            guard let number = numbers(text).first, (1...Double(count)).contains(number) else { return nil }
            return (number - 1) / steps
        default: return nil
        }
    }

    /// `4.5/5`, `4 out of 5`, `75 %`, `75-80%` (its middle); nil for anything else or a value above its scale.
    static func fraction(_ text: String) -> (value: Double, of: Double)? {
        let found = numbers(text)
        let fraction: (value: Double, of: Double)? =
            if text.contains("%"), let first = found.first {
                (found.count >= 2 && text.contains(where: { "-–—".contains($0) }) ? (first + found[1]) / 2 : first, 100)
            } else if found.count >= 2, text.contains("/") || text.lowercased().contains("out of") {
                (found[0], found[1])
            } else {
                nil
            }
        guard let fraction, fraction.of > 0, (0...fraction.of).contains(fraction.value) else { return nil }
        return fraction
    }

    /// A percentage from 0 to 100: a whole number, or a text such as `75 %` or `75-80%`; nil for anything else.
    static func percent(_ value: LocatedJSON?) -> Int? {
        switch value?.content {
        case .number(let number): return (0...100).contains(number) ? Int(number.rounded()) : nil
        case .string(let text):
            if text.drop(while: \.isWhitespace).first == "-" { return nil }
            if let share = fraction(text) { return Int((100 * share.value / share.of).rounded()) }
            let found = numbers(text)
            return found.count == 1 && (0...100).contains(found[0]) ? Int(found[0].rounded()) : nil
        default: return nil
        }
    }

    private static func numbers(_ text: String) -> [Double] {
        var found: [Double] = []
        var digits = ""
        for character in text.prefix(200) + " " {
            if character.isASCII, character.isNumber || (character == "." && !digits.isEmpty) {
                digits.append(character)
            } else if !digits.isEmpty {
                while digits.last == "." { digits.removeLast() }
                if let number = Double(digits), number.isFinite { found.append(number) }
                digits = ""
            }
        }
        return found
    }
}
