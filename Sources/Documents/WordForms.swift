/// The words of a text as an index of words compares them: in small letters, without accents, cut to their stems, without the words that
/// every English text has.
package enum WordForms {
    /// The stems of a text in its order, repeated as often as they stand there.
    package static func stems(of text: String) -> [String] {
        SkillList.tokens(text).compactMap { token in
            Ranking.common.contains(token.folded) ? nil : stem(of: token.folded)
        }
    }

    /// The stem of one word; nil for what has neither letter nor number.
    package static func stem(of word: String) -> String? {
        let plain = plain(word)
        guard !plain.isEmpty else { return nil }
        let bytes = Array(plain.utf8)
        // Longer ones are no words, and letters beyond ASCII are no English.
        guard (3...64).contains(bytes.count), bytes.allSatisfy({ $0 < 0x80 }) else { return plain }
        var stemmer = PorterStemmer(bytes)
        return String(decoding: stemmer.stem(), as: UTF8.self)
    }

    /// Small letters and numbers alone, Latin ones without what stands above or below them.
    private static func plain(_ word: String) -> String {
        let small = word.lowercased()
        if small.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }) { return small }
        var out = ""
        for scalar in small.unicodeScalars {
            let facts = scalar.properties
            switch facts.generalCategory {
            case .nonspacingMark, .enclosingMark: continue
            case .spacingMark: out.unicodeScalars.append(scalar)
            default: if facts.isAlphabetic || facts.numericType != nil { out.unicodeScalars.append(bare(scalar)) }
            }
        }
        return out
    }

    /// A Latin letter by its name: LATIN SMALL LETTER E WITH ACUTE is an e.
    private static func bare(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let start = "LATIN SMALL LETTER "
        guard scalar.value >= 0x80, let name = scalar.properties.name, name.hasPrefix(start) else { return scalar }
        let rest = name.dropFirst(start.count)
        guard rest.dropFirst().hasPrefix(" WITH "), let letter = rest.unicodeScalars.first,
            (65...90).contains(letter.value)
        else { return scalar }
        return Unicode.Scalar(letter.value + 32) ?? scalar
    }
}

/// Porter's stemmer for English (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), with the two changes of his own
/// later program: "bli" for "abli", and "logi".
struct PorterStemmer {
    private var word: [UInt8]

    init(_ word: [UInt8]) { self.word = word }

    mutating func stem() -> [UInt8] {
        plurals()
        pastForms()
        if let stem = stem(before: "y"), hasVowel(stem) { replace("y", "i") }
        replaceFirst(Self.second) { $0 > 0 }
        replaceFirst(Self.third) { $0 > 0 }
        lastSuffix()
        if let stem = stem(before: "e") {
            let measure = measure(stem)
            if measure > 1 || measure == 1 && !endsShort(stem) { word.removeLast() }
        }
        if ends("ll"), measure(word.count) > 1 { word.removeLast() }
        return word
    }

    private static let second: [(String, String)] = [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("bli", "ble"),
        ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"),
        ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"), ("aliti", "al"),
        ("iviti", "ive"), ("biliti", "ble"), ("logi", "log"),
    ]
    private static let third: [(String, String)] = [
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ]
    private static let fourth = [
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate",
        "iti",
        "ous", "ive", "ize",
    ]

    private mutating func plurals() {
        if ends("sses") || ends("ies") { word.removeLast(2) } else if ends("s"), !ends("ss") { word.removeLast() }
    }

    private mutating func pastForms() {
        if let stem = stem(before: "eed") {
            if measure(stem) > 0 { word.removeLast() }
            return
        }
        guard let stem = [stem(before: "ed"), stem(before: "ing")].compactMap(\.self).first, hasVowel(stem) else {
            return
        }
        word.removeLast(word.count - stem)
        if ends("at") || ends("bl") || ends("iz") {
            word.append(UInt8(ascii: "e"))
        } else if endsDouble, let last = word.last, !"lsz".utf8.contains(last) {
            word.removeLast()
        } else if measure(word.count) == 1, endsShort(word.count) {
            word.append(UInt8(ascii: "e"))
        }
    }

    /// The longest suffix of a list decides, whether its condition holds or not.
    private mutating func replaceFirst(_ rules: [(String, String)], _ holds: (Int) -> Bool) {
        let rule = rules.filter { ends($0.0) }.max { $0.0.utf8.count < $1.0.utf8.count }
        guard let rule, let stem = stem(before: rule.0), holds(measure(stem)) else { return }
        replace(rule.0, rule.1)
    }

    private mutating func lastSuffix() {
        let suffix = Self.fourth.filter { ends($0) }.max { $0.utf8.count < $1.utf8.count }
        guard let suffix, let stem = stem(before: suffix), measure(stem) > 1 else { return }
        if suffix == "ion", stem == 0 || !"st".utf8.contains(word[stem - 1]) { return }
        replace(suffix, "")
    }

    private func ends(_ suffix: String) -> Bool {
        let suffix = Array(suffix.utf8)
        return word.count >= suffix.count && word.suffix(suffix.count).elementsEqual(suffix)
    }

    /// The length of what stands before a suffix; nil for a word that does not end in it.
    private func stem(before suffix: String) -> Int? { ends(suffix) ? word.count - suffix.utf8.count : nil }

    private mutating func replace(_ suffix: String, _ new: String) {
        word.removeLast(suffix.utf8.count)
        word += Array(new.utf8)
    }

    private func isConsonant(_ at: Int) -> Bool {
        switch word[at] {
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): false
        case UInt8(ascii: "y"): at == 0 || !isConsonant(at - 1)
        default: true
        }
    }

    /// How often a vowel is followed by a consonant in the first letters.
    private func measure(_ length: Int) -> Int {
        var (count, wasVowel) = (0, false)
        for at in 0..<length {
            let isVowel = !isConsonant(at)
            if wasVowel, !isVowel { count += 1 }
            wasVowel = isVowel
        }
        return count
    }

    private func hasVowel(_ length: Int) -> Bool { (0..<length).contains { !isConsonant($0) } }

    private var endsDouble: Bool {
        guard let last = word.last, word.count > 1 else { return false }
        return word[word.count - 2] == last && isConsonant(word.count - 1)
    }

    /// Consonant, vowel, consonant that is no w, x or y at the end of the first letters.
    private func endsShort(_ length: Int) -> Bool {
        guard length >= 3, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else {
            return false
        }
        return !"wxy".utf8.contains(word[length - 1])
    }
}
