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
