import Model

/// The state of one pass over a text's scalars: the word being read, and the punctuation since the last one.
struct TokenScan {
    private var tokens: [TextToken] = []
    private var word = String.UnicodeScalarView()
    private var wordStart = 0
    /// A joiner such as an apostrophe, kept until the next scalar shows whether the word goes on.
    private var joiner: Unicode.Scalar?
    private var lastWasDigit = false
    private var lastCanTakeSign = false
    private var offset = 0
    private var gap = TextToken.Gap.edge
    private var isBreak = false
    private var sinceWord = 0
    /// Whether the last thing in the text is a mark.
    private(set) var endedWithMark = false

    /// Reads one scalar.
    mutating func consume(_ scalar: Unicode.Scalar) {
        defer { offset += scalar.value > 0xFFFF ? 2 : 1 }
        let kind = ScalarKind(scalar)
        if kind == .letter || kind == .digit {
            begin(kind == .digit)
            word.append(scalar)
            lastWasDigit = kind == .digit
            lastCanTakeSign = true
            return
        }
        if kind == .mark {
            // A combining mark lengthens a word and never begins one.
            if !word.isEmpty, joiner == nil { word.append(scalar) } else { separate(scalar) }
            return
        }
        if !word.isEmpty, joiner == nil, canFollow(scalar) {
            joiner = scalar
            return
        }
        if !word.isEmpty, joiner == nil, lastCanTakeSign, scalar == "+" || scalar == "#",
            word.count <= 2 || word.last == "+"
        {
            word.append(scalar)
            return
        }
        separate(scalar)
    }

    /// Ends the pass.
    mutating func finish() -> [TextToken] {
        if !word.isEmpty { close() }
        endedWithMark = !tokens.isEmpty && gap != .tight
        return tokens
    }

    /// Takes up a word, or goes on with one after its joiner.
    private mutating func begin(_ isDigit: Bool) {
        if let joiner {
            let needsDigits = joiner == "," || joiner == ":"
            if needsDigits && !(lastWasDigit && isDigit) {
                close()
            } else {
                word.append(joiner)
            }
        }
        joiner = nil
        if word.isEmpty { wordStart = offset }
    }

    /// Whether a scalar may stand inside a word.
    private func canFollow(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "'", "\u{2019}", "\u{02BC}", "-", "\u{2010}", "\u{2011}", ".", "&", "_": true
        case ",", ":": lastWasDigit
        default: false
        }
    }

    /// A scalar between words.
    private mutating func separate(_ scalar: Unicode.Scalar) {
        if !word.isEmpty { close() }
        note(scalar)
    }

    /// Writes the word down; a joiner that joined nothing is punctuation after it.
    private mutating func close() {
        let text = String(word)
        let pending = joiner
        let isCutOff = pending == "-" || pending == "\u{2010}" || pending == "\u{2011}"
        let end = wordStart + text.utf16.count
        tokens.append(
            TextToken(
                text: text,
                folded: TextTokens.fold(text),
                range: TextRange(start: wordStart, end: end),
                gapBefore: gap,
                breakBefore: isBreak,
                isCutOff: isCutOff
            )
        )
        word = String.UnicodeScalarView()
        joiner = nil
        gap = .tight
        isBreak = false
        sinceWord = 0
        lastWasDigit = false
        lastCanTakeSign = false
        // A hyphen at a word's end belongs to the word: it breaks the word off, not the clause.
        if let pending, !isCutOff { note(pending) }
    }

    /// Takes down what a scalar between words means.
    private mutating func note(_ scalar: Unicode.Scalar) {
        sinceWord += 1
        switch scalar {
        case ".":
            // An ellipsis is a speaker trailing off, not the end of a sentence.
            if sinceWord == 2, gap == .edge, !tokens.isEmpty {
                gap = .comma
                isBreak = true
            } else if !(isBreak && gap == .comma) {
                gap = .edge
            }
        case "!", "?", ";", "\u{3002}", "\u{FF01}", "\u{FF1F}", "\u{0964}", "\u{061F}":
            gap = .edge
        case "\u{2014}", "\u{2013}", "-", "\u{2026}":
            isBreak = true
            gap = max(gap, .comma)
        case ",", ":", "(", ")", "[", "]", "\"", "\u{201C}", "\u{201D}", "\u{AB}", "\u{BB}", "\u{3001}", "\u{60C}", "/",
            "\u{BF}", "\u{A1}":
            gap = max(gap, .comma)
        default:
            break
        }
    }
}
