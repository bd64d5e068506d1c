import Model

/// One word of a form: letters, each once or, with a `+` behind it, once or more. A plain word also fits when the speaker drew it out and
/// the engine wrote that down with three or more of one letter ("sooo", "liiike").
struct WordPattern: Sendable {
    private struct Run {
        var scalar: Unicode.Scalar
        var least: Int
        var isOpen: Bool
    }

    private let runs: [Run]

    /// Reads a form such as `u+m+`.
    init(_ form: String) {
        var runs: [Run] = []
        for scalar in form.unicodeScalars {
            if scalar == "+" {
                if !runs.isEmpty { runs[runs.count - 1].isOpen = true }
            } else if let last = runs.last, last.scalar == scalar {
                runs[runs.count - 1].least += 1
            } else {
                runs.append(Run(scalar: scalar, least: 1, isOpen: false))
            }
        }
        self.runs = runs
    }

    /// The letter it begins with.
    var first: Unicode.Scalar? { runs.first?.scalar }

    /// Whether a folded word fits.
    func matches(_ word: String) -> Bool {
        var run = 0
        var length = 0
        for scalar in word.unicodeScalars {
            if run < runs.count, runs[run].scalar == scalar {
                length += 1
                continue
            }
            guard run < runs.count, fits(length, runs[run]) else { return false }
            run += 1
            length = 1
            guard run < runs.count, runs[run].scalar == scalar else { return false }
        }
        return run == runs.count - 1 && fits(length, runs[run])
    }

    private func fits(_ length: Int, _ run: Run) -> Bool {
        length == run.least || (run.isOpen && length >= run.least) || (length >= 3 && length > run.least)
    }
}

/// One alternative of a rule's `before` or `after`, ready to be held against a text.
struct ContextPattern: Sendable {
    /// Why a pattern makes no sense.
    struct Failure: Error {
        /// What is wrong, as the end of a sentence that names the place.
        var reason: String
    }

    private enum Element {
        case word(String)
        case ending(String)
        case words(Set<String>)
        case comma
        case sentenceEdge
        case textStart
        case tight
    }

    private let elements: [Element]

    /// Reads a pattern such as `@be _` or `, you`.
    init(_ pattern: String, classes: [String: [String]]) throws(Failure) {
        var elements: [Element] = []
        for part in pattern.split(separator: " ") {
            switch part {
            case ",": elements.append(.comma)
            case "^", "$": elements.append(.sentenceEdge)
            case "^^": elements.append(.textStart)
            case "_": elements.append(.tight)
            default:
                if part.hasPrefix("@") {
                    let name = String(part.dropFirst())
                    guard let words = classes[name] else {
                        throw Failure(reason: "names the class @\(name), which classes does not define")
                    }
                    elements.append(.words(Set(words.map(TextTokens.fold))))
                } else if part.hasPrefix("*") {
                    elements.append(.ending(TextTokens.fold(String(part.dropFirst()))))
                } else {
                    elements.append(.word(TextTokens.fold(String(part))))
                }
            }
        }
        guard !elements.isEmpty else { throw Failure(reason: "is empty") }
        self.elements = elements
    }

    /// Whether the words in front of `index` fit, read from it to the left.
    func fits(before index: Int, in text: ContextText) -> Bool {
        var position = index
        var checked = false
        for element in elements.reversed() {
            switch element {
            case .word, .ending, .words:
                guard position > 0, checked || text.gap(at: position) != .edge,
                    matches(element, text.word(at: position - 1))
                else { return false }
                position -= 1
                checked = false
            default:
                guard holds(element, at: position, in: text) else { return false }
                checked = true
            }
        }
        return true
    }

    /// Whether the words from `index` on fit.
    func fits(after index: Int, in text: ContextText) -> Bool {
        var position = index
        var checked = false
        for element in elements {
            switch element {
            case .word, .ending, .words:
                guard position < text.count, checked || text.gap(at: position) != .edge,
                    matches(element, text.word(at: position))
                else { return false }
                position += 1
                checked = false
            default:
                guard holds(element, at: position, in: text) else { return false }
                checked = true
            }
        }
        return true
    }

    private func holds(_ mark: Element, at position: Int, in text: ContextText) -> Bool {
        switch mark {
        case .comma: text.gap(at: position) == .comma
        case .sentenceEdge: text.gap(at: position) == .edge
        case .textStart: position == 0
        case .tight: text.gap(at: position) == .tight
        default: false
        }
    }

    private func matches(_ element: Element, _ word: String) -> Bool {
        switch element {
        case .word(let expected): word == expected
        case .ending(let ending): ending.isEmpty || (word.hasSuffix(ending) && word.utf8.count > ending.utf8.count)
        case .words(let words): words.contains(word)
        default: false
        }
    }
}

/// A text as rules see it: its words without the filled pauses, and what stands between them. Where a transcript has no punctuation,
/// a silence of 300 ms between two words stands for a comma.
struct ContextText {
    /// A silence this long stands for a comma in a text without punctuation, in milliseconds.
    static let commaMs = 300

    private var words: [String] = []
    private var gaps: [TextToken.Gap] = []
    /// The place of a token among the words; where a token is a filled pause, the place of the next word.
    private(set) var places: [Int] = []

    /// The words of `tokens` that are no filled pauses.
    init(_ spoken: SpokenText, filledPauses: Set<Int>) {
        var gap = TextToken.Gap.edge
        var lastEnd: Int?
        for (index, token) in spoken.tokens.enumerated() {
            places.append(words.count)
            gap = max(gap, token.gapBefore)
            let times = spoken.times[index]
            if !spoken.isPunctuated, spoken.wordTimes == .exact, let lastEnd, let times,
                times.startMs - lastEnd >= Self.commaMs
            {
                gap = max(gap, .comma)
            }
            if let times { lastEnd = times.endMs }
            if filledPauses.contains(index) { continue }
            words.append(token.folded)
            gaps.append(gap)
            gap = .tight
        }
        gaps.append(.edge)
        places.append(words.count)
    }

    /// How many words there are.
    var count: Int { words.count }

    /// The word at a place.
    func word(at place: Int) -> String { words[place] }

    /// What stands in front of the word at a place; after the last word, the edge of the text.
    func gap(at place: Int) -> TextToken.Gap { place < gaps.count ? gaps[place] : .edge }
}
