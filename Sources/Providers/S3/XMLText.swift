/// As much XML as an object store's answers need: the content of elements by name, entities resolved. No attributes' values,
/// no comments, no CDATA; these answers have none.
enum XMLText {
    /// The content of the first such element, as XML.
    static func content(of name: String, in xml: some StringProtocol) -> Substring? {
        next(name, in: Substring(xml))?.content
    }

    /// The contents of all such elements, as XML; an element inside another of its name is not found.
    static func contents(of name: String, in xml: some StringProtocol) -> [Substring] {
        var rest = Substring(xml)
        var found: [Substring] = []
        while let element = next(name, in: rest) {
            found.append(element.content)
            rest = element.rest
        }
        return found
    }

    /// The text of the first such element.
    static func text(of name: String, in xml: some StringProtocol) -> String? {
        content(of: name, in: xml).map(resolved)
    }

    private static func next(_ name: String, in xml: Substring) -> (content: Substring, rest: Substring)? {
        var rest = xml
        while let start = rest.firstRange(of: "<\(name)") {
            rest = rest[start.upperBound...]
            // `<Key` is also how `<KeyCount` begins.
            guard let first = rest.first, first == ">" || first == "/" || first.isWhitespace else { continue }
            guard let head = rest.firstIndex(of: ">") else { return nil }
            let after = rest[rest.index(after: head)...]
            if rest[..<head].hasSuffix("/") { return (after.prefix(0), after) }
            guard let end = after.firstRange(of: "</\(name)>") else { return nil }
            return (after[..<end.lowerBound], after[end.upperBound...])
        }
        return nil
    }

    private static let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]

    private static func resolved(_ xml: Substring) -> String {
        var out = ""
        var rest = xml
        while let sign = rest.firstIndex(of: "&") {
            out += rest[..<sign]
            rest = rest[rest.index(after: sign)...]
            guard let end = rest.prefix(12).firstIndex(of: ";"), let text = entity(rest[..<end]) else {
                out += "&"
                continue
            }
            out += text
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private static func entity(_ name: Substring) -> String? {
        guard name.first == "#" else { return entities[String(name)] }
        let digits = name.dropFirst()
        let value = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
