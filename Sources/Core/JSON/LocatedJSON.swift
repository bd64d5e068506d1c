/// A JSON value that knows the line it stands on, so that a message about a file can name the place.
package struct LocatedJSON: Sendable, Hashable {
    /// One member of an object, in the order of the text.
    package struct Member: Sendable, Hashable {
        /// Its key.
        package var key: String
        /// The line of the key, from 1.
        package var line: Int
        /// Its value.
        package var value: LocatedJSON
    }

    /// What sort of value it is.
    package enum Content: Sendable, Hashable {
        case object([Member])
        case array([LocatedJSON])
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
    }

    /// The value.
    package var content: Content
    /// The line it starts on, from 1.
    package var line: Int

    /// A value on a line.
    package init(content: Content, line: Int) {
        self.content = content
        self.line = line
    }

    /// The members when it is an object.
    package var members: [Member]? {
        if case .object(let members) = content { return members }
        return nil
    }

    /// The elements when it is an array.
    package var elements: [LocatedJSON]? {
        if case .array(let elements) = content { return elements }
        return nil
    }

    /// The text when it is a string.
    package var text: String? {
        if case .string(let text) = content { return text }
        return nil
    }

    /// The value when it is a number.
    package var number: Double? {
        if case .number(let number) = content { return number }
        return nil
    }

    /// The value when it is true or false.
    package var flag: Bool? {
        if case .bool(let flag) = content { return flag }
        return nil
    }

    /// The value of a member by its exact key; nil when there is none, when it is null, or when this is no object.
    package subscript(key: String) -> LocatedJSON? {
        guard let value = members?.first(where: { $0.key == key })?.value, value.content != .null else { return nil }
        return value
    }

    /// The object with a member set anew, or added after the others; anything else as it is.
    package func setting(_ key: String, to value: LocatedJSON) -> LocatedJSON {
        guard var members else { return self }
        if let place = members.firstIndex(where: { $0.key == key }) {
            members[place].value = value
        } else {
            members.append(Member(key: key, line: value.line, value: value))
        }
        return LocatedJSON(content: .object(members), line: line)
    }

    /// What sort of value it is, in words for a message.
    package var typeName: String {
        switch content {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
