package import Model

/// One word of a text with its place and the punctuation in front of it.
package struct TextToken: Sendable, Hashable {
    /// What stands between two words.
    package enum Gap: Int, Sendable, Comparable {
        /// Nothing but white space.
        case tight
        /// A comma, dash, ellipsis, quote or bracket.
        case comma
        /// The end of a sentence, or the edge of the text.
        case edge

        package static func < (a: Gap, b: Gap) -> Bool { a.rawValue < b.rawValue }
    }

    /// The word as written, without the punctuation around it.
    package var text: String
    /// The word for comparison: lower case, straight apostrophes, plain hyphens.
    package var folded: String
    /// Where it stands.
    package var range: TextRange
    /// What stands in front of it; `edge` for the first word.
    package var gapBefore: Gap
    /// Whether a dash or an ellipsis stands in front of it: where a speaker broke off.
    package var breakBefore: Bool
    /// Whether the word breaks off: "proj-" before "project".
    package var isCutOff: Bool

    /// A word of a text.
    package init(
        text: String,
        folded: String,
        range: TextRange,
        gapBefore: Gap,
        breakBefore: Bool = false,
        isCutOff: Bool = false
    ) {
        self.text = text
        self.folded = folded
        self.range = range
        self.gapBefore = gapBefore
        self.breakBefore = breakBefore
        self.isCutOff = isCutOff
    }
}

/// The words of a text, found in one linear pass. A word is a run of letters, digits and combining marks; an apostrophe, a hyphen,
/// a full stop or an ampersand between two of them belongs to it ("don't", "uh-huh", "Node.js", "R&D"), a comma or colon between two digits
/// too ("1,000"), and so do trailing plus and number signs ("C++", "C#"). Emoji and other symbols are not words.
package struct TextTokens: Sendable, Hashable {
    /// The words in order.
    package let tokens: [TextToken]
    /// Whether the text has any mark that ends a clause: with none, the absence of a mark proves nothing.
    package let isPunctuated: Bool

    /// Finds the words of a text.
    package init(_ text: String) {
        var scan = TokenScan()
        for scalar in text.unicodeScalars { scan.consume(scalar) }
        tokens = scan.finish()
        // One full stop at the very end is no punctuation habit in a long text.
        let marks = tokens.dropFirst().count { $0.gapBefore != .tight }
        isPunctuated = marks * 60 >= tokens.count && (marks > 0 || scan.endedWithMark)
    }

    /// The form words are compared in: lower case, straight apostrophes, plain hyphens, no soft hyphens.
    package static func fold(_ word: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in word.lowercased().unicodeScalars {
            switch scalar.value {
            case 0x2019, 0x2018, 0x02BC: folded.append("'")
            case 0x2010, 0x2011: folded.append("-")
            case 0xAD, 0x200D, 0x200C: continue
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}

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

/// Languages written without spaces between words: their words cannot be counted by looking for spaces, so nothing is said per word.
enum UnspacedLanguage {
    private static let tags: Set<String> = ["zh", "ja", "yue", "th", "lo", "km", "my"]

    /// Whether a BCP 47 tag names one.
    static func includes(_ tag: String) -> Bool {
        tags.contains(tag.prefix { $0 != "-" && $0 != "_" }.lowercased())
    }
}

/// The words of a transcript's text, each with its place, and with the time and certainty the engine gave it: the text is what readers see
/// and ranges point into, the engine's word list is where times come from, and the two may differ in punctuation and case.
package struct SpokenText: Sendable {
    /// The words of the text.
    package let tokens: [TextToken]
    /// When each was said; all nil when the transcript has no times.
    package let times: [TimeSpan?]
    /// The engine's certainty of each, 0–1.
    package let confidences: [Double?]
    /// How far the times can be trusted.
    package let wordTimes: Transcript.WordTimes
    /// Whether the text has marks that end clauses.
    package let isPunctuated: Bool

    /// Reads a transcript. Linear in its length.
    package init(_ transcript: Transcript) {
        let text = TextTokens(transcript.text)
        tokens = text.tokens
        isPunctuated = text.isPunctuated
        let aligned = WordAlignment.align(text.tokens, with: transcript.words)
        confidences = aligned.map(\.confidence)
        if transcript.wordTimes == .none || aligned.allSatisfy({ $0.span == nil }) {
            times = Array(repeating: nil, count: text.tokens.count)
            wordTimes = .none
        } else {
            times = WordAlignment.filled(aligned.map(\.span), tokens: text.tokens)
            wordTimes = transcript.wordTimes
        }
    }

    /// The time from the first to the last of some tokens, when they have times.
    package func span(_ range: Range<Int>) -> TimeSpan? {
        guard let first = range.first, let last = range.last, let start = times[first], let end = times[last] else {
            return nil
        }
        return TimeSpan(startMs: start.startMs, endMs: max(start.endMs, end.endMs))
    }

    /// The stretch of text some tokens cover.
    package func range(_ range: Range<Int>) -> TextRange {
        TextRange(start: tokens[range.lowerBound].range.start, end: tokens[range.upperBound - 1].range.end)
    }
}
