/// What a scalar means to the search for words.
enum ScalarKind {
    case letter, digit, mark, other

    /// Classifies a scalar.
    init(_ scalar: Unicode.Scalar) {
        if scalar.value < 0x80 {
            switch scalar.value {
            case 0x61...0x7A, 0x41...0x5A: self = .letter
            case 0x30...0x39: self = .digit
            default: self = .other
            }
            return
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber:
            self = .letter
        case .decimalNumber: self = .digit
        case .nonspacingMark, .spacingMark, .enclosingMark: self = .mark
        default:
            // Joiners shape Indic and Persian words; the soft hyphen and the word joiner are invisible in them.
            self = [0x200C, 0x200D, 0xAD, 0x2060].contains(scalar.value) ? .mark : .other
        }
    }
}
