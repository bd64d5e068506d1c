/// English number words and digits in one spelling, so that "forty percent" and "40%" are the same words.
enum NumberWords {
    private static let units: [String: Double] = [
        "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
        "seventeen": 17, "eighteen": 18, "nineteen": 19,
    ]
    private static let tens: [String: Double] = [
        "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    ]
    private static let scales: [String: Double] = ["thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000]

    /// How a run of words reads as one number: its value and how many words it takes; nil when the first word is no number.
    static func read(_ words: ArraySlice<String>) -> (value: Double, count: Int)? {
        guard let first = words.first, var small = start(first) else { return nil }
        var total = 0.0
        var last = first
        var at = words.startIndex + 1
        while at < words.endIndex {
            let word = words[at]
            if word == "hundred", small > 0, small < 100 {
                small *= 100
            } else if let scale = scales[word], small > 0 {
                total += small * scale
                small = 0
            } else if let unit = units[word], fits(unit, after: last) {
                small += unit
            } else if let ten = tens[word], last == "hundred" || scales[last] != nil {
                small += ten
            } else if word == "and", last == "hundred" || scales[last] != nil, at + 1 < words.endIndex,
                units[words[at + 1]] != nil || tens[words[at + 1]] != nil
            {
                at += 1
                continue
            } else {
                break
            }
            last = word
            at += 1
        }
        return (total + small, at - words.startIndex)
    }

    /// One spelling of a value: whole numbers without a fraction.
    static func spelling(_ value: Double) -> String {
        guard abs(value) < 1e15 else { return "\(value)" }
        return value == value.rounded() ? String(Int(value)) : "\(value)"
    }

    private static func start(_ word: String) -> Double? {
        if let value = units[word] ?? tens[word] { return value }
        guard let first = word.utf8.first, (0x30...0x39).contains(first) else { return nil }
        if let value = Double(word) { return value.isFinite ? value : nil }
        guard word.utf8.count > 1, let value = Double(word.dropLast()) else { return nil }
        switch word.last {
        case "k": return value * 1_000
        case "m": return value * 1_000_000
        case "x", "s": return value
        default: return nil
        }
    }

    private static func fits(_ unit: Double, after last: String) -> Bool {
        if last == "hundred" || scales[last] != nil { return true }
        return tens[last] != nil && (1...9).contains(unit)
    }
}
