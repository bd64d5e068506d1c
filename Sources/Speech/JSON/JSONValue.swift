/// A JSON value that remembers the line it stands on, so that a message can name it.
package struct JSONValue: Sendable, Hashable {
    /// What a value is.
    package indirect enum Kind: Sendable, Hashable {
        case null
        case bool(Bool)
        case number(Double)
        case string(String)
        case array([JSONValue])
        case object([String: JSONValue])
    }

    /// The value.
    package var kind: Kind
    /// The line of the file it begins on, from 1.
    package var line: Int

    /// The member of an object; nil when there is none, when it is null, or when this is no object.
    package subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = kind, let value = members[name], value.kind != .null else { return nil }
        return value
    }

    /// The members, when it is an object.
    package var object: [String: JSONValue]? {
        if case .object(let members) = kind { members } else { nil }
    }

    /// The elements, when it is an array.
    package var array: [JSONValue]? {
        if case .array(let elements) = kind { elements } else { nil }
    }

    /// The text, when it is a string.
    package var string: String? {
        if case .string(let text) = kind { text } else { nil }
    }

    /// The number, when it is one.
    package var number: Double? {
        if case .number(let value) = kind { value } else { nil }
    }

    /// The truth, when it is one.
    package var bool: Bool? {
        if case .bool(let value) = kind { value } else { nil }
    }

    /// What it is, in words for a message.
    package var typeName: String {
        switch kind {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
