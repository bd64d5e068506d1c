import Core

/// The members of one JSON object, read with bounds and with messages that name the line.
struct RubricFields {
    /// What is wrong and where.
    typealias Fault = LocatedJSONParser.Fault

    private let members: [LocatedJSON.Member]
    private let line: Int
    private let what: String

    /// The members of `json`; unknown keys are faults, so that a misspelled one is not ignored in silence.
    init(_ json: LocatedJSON, of what: String, known: Set<String>) throws(Fault) {
        guard let members = json.members else {
            throw Fault(line: json.line, message: "should be an object for \(what)")
        }
        for member in members {
            guard known.contains(member.key) else {
                let names = known.sorted().joined(separator: ", ")
                throw Fault(
                    line: member.line,
                    message: "has the unknown key \"\(member.key.prefix(40))\" in \(what); there are \(names)"
                )
            }
        }
        self.members = members
        self.line = json.line
        self.what = what
    }

    /// Whether a key is present.
    func has(_ key: String) -> Bool { value(key) != nil }

    /// The value of a key.
    func value(_ key: String) -> LocatedJSON? { members.first { $0.key == key }?.value }

    /// The line of a key, or of the object when it is absent.
    func line(_ key: String) -> Int { members.first { $0.key == key }?.line ?? line }

    /// A text that is not empty.
    func text(_ key: String, limit: Int) throws(Fault) -> String {
        guard let text = try optionalText(key, limit: limit) else {
            throw Fault(line: line, message: "needs \"\(key)\" in \(what)")
        }
        return text
    }

    /// A text that may be absent but not empty.
    func optionalText(_ key: String, limit: Int) throws(Fault) -> String? {
        guard let value = value(key) else { return nil }
        guard let text = value.text else { throw Fault(line: value.line, message: "needs a text for \"\(key)\"") }
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw Fault(line: value.line, message: "has an empty \"\(key)\"")
        }
        guard text.count <= limit else {
            throw Fault(line: value.line, message: "has a \"\(key)\" of more than \(limit) characters")
        }
        return text
    }

    /// An identifier: lower-case letters, digits, `-` and `_`.
    func identifier(_ key: String) throws(Fault) -> String {
        let text = try text(key, limit: 40)
        let fits = text.utf8.allSatisfy {
            (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x5f
        }
        guard fits else {
            throw Fault(line: line(key), message: "has the \(key) \"\(text)\"; use lower-case letters, digits, - and _")
        }
        return text
    }

    /// A number within a range.
    func number(_ key: String, _ range: ClosedRange<Double>) throws(Fault) -> Double {
        guard let value = value(key) else { throw Fault(line: line, message: "needs \"\(key)\" in \(what)") }
        guard let number = value.number, range.contains(number) else {
            throw Fault(
                line: value.line,
                message:
                    "needs a number from \(NumberWords.spelling(range.lowerBound)) to \(NumberWords.spelling(range.upperBound)) for \"\(key)\""
            )
        }
        return number
    }

    /// True or false; false when absent.
    func flag(_ key: String) throws(Fault) -> Bool {
        guard let value = value(key) else { return false }
        guard case .bool(let flag) = value.content else {
            throw Fault(line: value.line, message: "needs true or false for \"\(key)\"")
        }
        return flag
    }

    /// A list of a bounded length.
    func list(_ key: String, _ range: ClosedRange<Int>) throws(Fault) -> [LocatedJSON] {
        guard let value = value(key) else { throw Fault(line: line, message: "needs \"\(key)\" in \(what)") }
        guard let elements = value.elements, range.contains(elements.count) else {
            throw Fault(
                line: value.line,
                message: "needs a list of \(range.lowerBound) to \(range.upperBound) for \"\(key)\""
            )
        }
        return elements
    }

    /// A list of texts; empty when absent.
    func texts(_ key: String, limit: Int) throws(Fault) -> [String] {
        guard let value = value(key) else { return [] }
        guard let elements = value.elements, elements.count <= limit else {
            throw Fault(line: value.line, message: "needs a list of at most \(limit) texts for \"\(key)\"")
        }
        var texts: [String] = []
        for element in elements {
            guard let text = element.text, text.count <= 300, text.contains(where: { !$0.isWhitespace }) else {
                throw Fault(line: element.line, message: "needs texts of 1 to 300 characters in \"\(key)\"")
            }
            texts.append(text)
        }
        return texts
    }
}
