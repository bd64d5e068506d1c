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
