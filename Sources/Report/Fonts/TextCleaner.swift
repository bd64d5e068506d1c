/// Turns any text into scalars a line breaker can work on: composed where a composed letter exists, invisible format
/// characters dropped, all kinds of white space made plain. Nothing visible is lost.
enum TextCleaner {
    /// What a scalar means to the line breaker.
    enum Role {
        /// A word may end here.
        case space
        /// The line ends here.
        case newline
        /// Nothing to see (joiners, direction marks, variation selectors).
        case invisible
        /// A mark put on the letter before it.
        case combining
        /// A character that may start a line: ideographs and kana.
        case ideograph
        /// Part of a word.
        case letter
    }

    /// The role of one scalar.
    static func role(_ scalar: Unicode.Scalar) -> Role {
        switch scalar.value {
        case 0x21...0x7E: .letter
        case 0x20, 0x09, 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: .space
        case 0x0A, 0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029: .newline
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xE0000...0xE007F:
            .invisible
        case 0x0300...0x036F: .combining
        case 0x2E80...0x303F, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFF00...0xFFEF:
            .ideograph
        default: .letter
        }
    }

    /// The composed letter for a letter and a mark; nil when there is none in the Latin, Greek and Cyrillic blocks.
    static func composed(_ base: Unicode.Scalar, _ mark: Unicode.Scalar) -> Unicode.Scalar? {
        var pair = String.UnicodeScalarView()
        pair.append(base)
        pair.append(mark)
        let text = String(pair)
        return text.count == 1 ? text.first.flatMap { composites[$0] } : nil
    }

    /// Whether a character stands in its place only roughly: Indic and Southeast Asian conjuncts, letters that should be joined.
    static func needsShaping(_ value: UInt32) -> Bool {
        switch value {
        case 0x0620...0x064A, 0x066E...0x06D3, 0x0700...0x07FF, 0x0840...0x08C7, 0x0900...0x0DFF, 0x0F00...0x109F,
            0x1780...0x17FF, 0x1800...0x18AA, 0x1900...0x1CFF, 0xA840...0xA877:
            // The letter hamza joins nothing, nor does the stretching sign need a form.
            value != 0x0621 && value != 0x0640 && value != 0x06D5
        default: false
        }
    }

    // Characters compare by canonical equivalence, so a decomposed letter finds its composed form here.
    private static let composites: [Character: Unicode.Scalar] = {
        var table: [Character: Unicode.Scalar] = [:]
        for block: ClosedRange<UInt32> in [0xC0...0x24F, 0x370...0x45F, 0x1E00...0x1EFF] {
            for value in block {
                if let scalar = Unicode.Scalar(value) { table[Character(scalar)] = scalar }
            }
        }
        return table
    }()
}

/// The encoding of the base-14 fonts (PDF 32000-1 Annex D.2): Latin-1 with typographic signs in 0x80–0x9F.
enum WinAnsi {
    /// The byte of a character; nil when the encoding has none.
    static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x20...0x7E, 0xA1...0xFF: UInt8(scalar.value)
        default: signs[scalar.value]
        }
    }

    private static let signs: [UInt32: UInt8] = [
        0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87, 0x02C6: 0x88,
        0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91, 0x2019: 0x92, 0x201C: 0x93,
        0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98, 0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B,
        0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
    ]
}
