/// A header value with parameters, as in `form-data; name="audio"; filename="a \"b\".webm"` (RFC 9110 §5.6.6).
package struct HeaderParameters: Sendable, Hashable {
    /// The value before the first semicolon, trimmed and in lower case.
    package let value: String
    /// The parameters by lower-case name; the first of a repeated name wins.
    package let parameters: [String: String]

    /// Reads a header value; what is not a parameter is skipped.
    package init(_ text: some StringProtocol) {
        var fields: [String] = [""]
        var quoted = false
        var escaped = false
        for character in text.unicodeScalars {
            if escaped {
                fields[fields.count - 1].unicodeScalars.append(character)
                escaped = false
            } else if quoted, character == "\\" {
                escaped = true
            } else if character == "\"" {
                quoted.toggle()
            } else if !quoted, character == ";" {
                fields.append("")
            } else {
                fields[fields.count - 1].unicodeScalars.append(character)
            }
        }
        value = Self.trimmed(fields[0]).lowercased()
        parameters = fields.dropFirst().reduce(into: [:]) { found, field in
            guard let equals = field.firstIndex(of: "=") else { return }
            let name = Self.trimmed(String(field[..<equals])).lowercased()
            if found[name] == nil { found[name] = Self.trimmed(String(field[field.index(after: equals)...])) }
        }
    }

    /// A parameter's value by its lower-case name.
    package subscript(name: String) -> String? { parameters[name] }

    private static func trimmed(_ text: String) -> String {
        let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        guard let first = text.firstIndex(where: { !blank($0) }), let last = text.lastIndex(where: { !blank($0) })
        else { return "" }
        return String(text[first...last])
    }
}
