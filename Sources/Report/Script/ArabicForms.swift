/// Arabic letters in the forms they have in their words, as characters of the Arabic Presentation Forms (U+FB50–FDFF, U+FE70–FEFF):
/// joining by the Unicode Standard, section 9.2, lam with alef as one sign. Letters that have no such characters stay as they are.
enum ArabicForms {
    /// A letter's forms: how many follow the first one. Two join to the right only (isolated, final), four to both sides (isolated, final,
    /// initial, medial).
    private struct Letter {
        var first: UInt32
        var forms: Int
    }

    /// Whether a text has letters to join.
    static func concern(_ scalar: Unicode.Scalar) -> Bool { (0x0620...0x06FF).contains(scalar.value) }

    /// The letters of a text as drawn; each with the letters it stands for, in case no font has the form.
    static func shaped(_ scalars: [Unicode.Scalar]) -> [(drawn: Unicode.Scalar, letters: [Unicode.Scalar])] {
        var shaped: [(drawn: Unicode.Scalar, letters: [Unicode.Scalar])] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            guard let letter = letters[scalar] else {
                shaped.append((scalar, [scalar]))
                index += 1
                continue
            }
            let joinsBefore = joinsForward(before(index, scalars))
            if scalar.value == 0x0644, index + 1 < scalars.count, let pair = lamAlef[scalars[index + 1]],
                let drawn = Unicode.Scalar(pair + (joinsBefore ? 1 : 0))
            {
                shaped.append((drawn, [scalar, scalars[index + 1]]))
                index += 2
                continue
            }
            let joinsAfter = letter.forms == 4 && joinsBackward(after(index, scalars))
            let form: UInt32 = letter.forms == 1 ? 0 : joinsAfter ? (joinsBefore ? 3 : 2) : (joinsBefore ? 1 : 0)
            shaped.append((Unicode.Scalar(letter.first + form) ?? scalar, [scalar]))
            index += 1
        }
        return shaped
    }

    /// The letter each form stands for, so that copied text has letters and no forms. Lam with alef is left out: readers of PDF do not
    /// agree on which of two letters comes first in text from right to left, and its sign is equal to both by compatibility.
    static let plain: [UInt32: UInt32] = {
        var table: [UInt32: UInt32] = [:]
        for (letter, forms) in letters {
            for form in 0..<UInt32(forms.forms) { table[forms.first + form] = letter.value }
        }
        return table
    }()

    private static func joinsForward(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return scalar.value == 0x0640 || scalar.value == 0x200D || letters[scalar]?.forms == 4
    }

    private static func joinsBackward(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar else { return false }
        return scalar.value == 0x0640 || scalar.value == 0x200D || (letters[scalar]?.forms ?? 1) > 1
    }

    /// The letter before a place, marks passed over.
    private static func before(_ index: Int, _ scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
        scalars[..<index].last { BidiClass($0) != .nsm }
    }

    /// The letter after a place, marks passed over.
    private static func after(_ index: Int, _ scalars: [Unicode.Scalar]) -> Unicode.Scalar? {
        scalars[(index + 1)...].first { BidiClass($0) != .nsm }
    }

    /// Lam with an alef after it: the isolated form; the final one comes next.
    private static let lamAlef: [Unicode.Scalar: UInt32] = [
        "\u{0622}": 0xFEF5, "\u{0623}": 0xFEF7, "\u{0625}": 0xFEF9, "\u{0627}": 0xFEFB,
    ]

    private static let letters: [Unicode.Scalar: Letter] = {
        var table: [Unicode.Scalar: Letter] = [:]
        // The forms of the Arabic alphabet stand one behind the other from U+FE80 on, in the alphabet's order.
        let counts: [(UInt32, Int)] = [
            (0x0621, 1), (0x0622, 2), (0x0623, 2), (0x0624, 2), (0x0625, 2), (0x0626, 4), (0x0627, 2), (0x0628, 4),
            (0x0629, 2), (0x062A, 4), (0x062B, 4), (0x062C, 4), (0x062D, 4), (0x062E, 4), (0x062F, 2), (0x0630, 2),
            (0x0631, 2), (0x0632, 2), (0x0633, 4), (0x0634, 4), (0x0635, 4), (0x0636, 4), (0x0637, 4), (0x0638, 4),
            (0x0639, 4), (0x063A, 4), (0x0641, 4), (0x0642, 4), (0x0643, 4), (0x0644, 4), (0x0645, 4), (0x0646, 4),
            (0x0647, 4), (0x0648, 2), (0x0649, 2), (0x064A, 4),
        ]
        var next: UInt32 = 0xFE80
        for (letter, forms) in counts {
            if let scalar = Unicode.Scalar(letter) { table[scalar] = Letter(first: next, forms: forms) }
            next += UInt32(forms)
        }
        // Persian, Urdu and their neighbours.
        let more: [(UInt32, UInt32, Int)] = [
            (0x0671, 0xFB50, 2), (0x0679, 0xFB66, 4), (0x067A, 0xFB5E, 4), (0x067B, 0xFB52, 4), (0x067E, 0xFB56, 4),
            (0x067F, 0xFB62, 4), (0x0680, 0xFB5A, 4), (0x0683, 0xFB76, 4), (0x0684, 0xFB72, 4), (0x0686, 0xFB7A, 4),
            (0x0687, 0xFB7E, 4), (0x0688, 0xFB88, 2), (0x068C, 0xFB84, 2), (0x068D, 0xFB82, 2), (0x068E, 0xFB86, 2),
            (0x0691, 0xFB8C, 2), (0x0698, 0xFB8A, 2), (0x06A4, 0xFB6A, 4), (0x06A6, 0xFB6E, 4), (0x06A9, 0xFB8E, 4),
            (0x06AD, 0xFBD3, 4), (0x06AF, 0xFB92, 4), (0x06B1, 0xFB9A, 4), (0x06B3, 0xFB96, 4), (0x06BA, 0xFB9E, 2),
            (0x06BB, 0xFBA0, 4), (0x06BE, 0xFBAA, 4), (0x06C0, 0xFBA4, 2), (0x06C1, 0xFBA6, 4), (0x06C5, 0xFBE0, 2),
            (0x06C6, 0xFBD9, 2), (0x06C7, 0xFBD7, 2), (0x06C8, 0xFBDB, 2), (0x06C9, 0xFBE2, 2), (0x06CB, 0xFBDE, 2),
            (0x06CC, 0xFBFC, 4), (0x06D0, 0xFBE4, 4), (0x06D2, 0xFBAE, 2), (0x06D3, 0xFBB0, 2),
        ]
        for (letter, first, forms) in more {
            if let scalar = Unicode.Scalar(letter) { table[scalar] = Letter(first: first, forms: forms) }
        }
        return table
    }()
}
