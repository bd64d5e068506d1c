/// A JSON value that knows the line it stands on, so that a message about a rubric can name the place.
struct LocatedJSON: Sendable, Hashable {
    /// One member of an object, in the order of the text.
    struct Member: Sendable, Hashable {
        /// Its key.
        var key: String
        /// The line of the key, from 1.
        var line: Int
        /// Its value.
        var value: LocatedJSON
    }

    /// What sort of value it is.
    enum Content: Sendable, Hashable {
        case object([Member])
        case array([LocatedJSON])
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
    }

    /// The value.
    var content: Content
    /// The line it starts on, from 1.
    var line: Int

    /// The members when it is an object.
    var members: [Member]? {
        if case .object(let members) = content { return members }
        return nil
    }

    /// The elements when it is an array.
    var elements: [LocatedJSON]? {
        if case .array(let elements) = content { return elements }
        return nil
    }

    /// The text when it is a string.
    var text: String? {
        if case .string(let text) = content { return text }
        return nil
    }

    /// The value when it is a number.
    var number: Double? {
        if case .number(let number) = content { return number }
        return nil
    }

    /// The value of a member by its exact key.
    subscript(key: String) -> LocatedJSON? { members?.first { $0.key == key }?.value }
}
