/// Vowel signs of Indic scripts that are spoken after their consonant and drawn before it (the Unicode Standard, chapter 12). Without the
/// glyph tables of a font conjuncts cannot be drawn; each consonant of one keeps its visible virama, which is correct writing, if
/// not the usual one, and the sign goes before the last of them.
enum IndicOrder {
    /// Whether a text may need another order.
    static func concern(_ scalar: Unicode.Scalar) -> Bool { (0x0900...0x0D7F).contains(scalar.value) }

    /// The items in the order they are drawn in.
    static func drawn(_ items: [ScriptText.Item]) -> [ScriptText.Item] {
        var drawn: [ScriptText.Item] = []
        for item in items {
            let parts = (halves[item.scalar] ?? [item.scalar]).map { scalar in
                ScriptText.Item(scalar: scalar, letters: item.letters, level: item.level, base: item.base)
            }
            guard let sign = parts.first, before.contains(sign.scalar.value), let base = base(of: drawn) else {
                drawn += parts
                continue
            }
            drawn.insert(sign, at: base)
            drawn += parts.dropFirst()
        }
        return drawn
    }

    /// Where the consonant at the end starts; its nukta comes after it.
    private static func base(of drawn: [ScriptText.Item]) -> Int? {
        guard let last = drawn.last?.scalar else { return nil }
        let nukta = concern(last) && last.value & 0x7F == 0x3C
        let base = drawn.count - (nukta ? 2 : 1)
        guard base >= 0, concern(drawn[base].scalar),
            drawn[base].scalar.properties.generalCategory == .otherLetter
        else { return nil }
        return base
    }

    private static let before: Set<UInt32> = [
        0x093F, 0x09BF, 0x09C7, 0x09C8, 0x0A3F, 0x0ABF, 0x0B47, 0x0BC6, 0x0BC7, 0x0BC8, 0x0D46, 0x0D47, 0x0D48,
    ]

    /// Signs that are drawn on both sides.
    private static let halves: [Unicode.Scalar: [Unicode.Scalar]] = [
        "\u{09CB}": ["\u{09C7}", "\u{09BE}"], "\u{09CC}": ["\u{09C7}", "\u{09D7}"],
        "\u{0B4B}": ["\u{0B47}", "\u{0B3E}"], "\u{0B4C}": ["\u{0B47}", "\u{0B57}"],
        "\u{0BCA}": ["\u{0BC6}", "\u{0BBE}"], "\u{0BCB}": ["\u{0BC7}", "\u{0BBE}"],
        "\u{0BCC}": ["\u{0BC6}", "\u{0BD7}"], "\u{0D4A}": ["\u{0D46}", "\u{0D3E}"],
        "\u{0D4B}": ["\u{0D47}", "\u{0D3E}"], "\u{0D4C}": ["\u{0D46}", "\u{0D57}"],
    ]
}
