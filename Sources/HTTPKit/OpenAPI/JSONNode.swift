import Core

/// JSON whose objects keep the order in which they were written: a document people read stays in the order its authors chose.
package indirect enum JSONNode: Sendable, Hashable {
    case object([Member])
    case array([JSONNode])
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)
    /// JSON that is text already; the caller sees to it that it is sound.
    case raw(String)

    /// One name with its value.
    package struct Member: Sendable, Hashable {
        /// The name.
        package var name: String
        /// The value.
        package var value: JSONNode

        /// A member.
        package init(name: String, value: JSONNode) {
            self.name = name
            self.value = value
        }
    }

    /// An object.
    package static func object(_ members: KeyValuePairs<String, JSONNode>) -> JSONNode {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    /// A member of an object; nil when there is none, or when this is no object.
    package subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The members of an object; none when this is something else.
    package var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }

    /// The elements of an array; none when this is something else.
    package var elements: [JSONNode] {
        guard case .array(let elements) = self else { return [] }
        return elements
    }

    /// The text of a string; nil when this is something else.
    package var text: String? {
        guard case .text(let text) = self else { return nil }
        return text
    }

    /// The same object with one more member, or with another value for the one it has.
    package func setting(_ name: String, _ value: JSONNode) -> JSONNode {
        var members = members
        if let place = members.firstIndex(where: { $0.name == name }) {
            members[place].value = value
        } else {
            members.append(Member(name: name, value: value))
        }
        return .object(members)
    }

    /// The JSON text, without blanks.
    package var json: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .object(let members):
            text += "{"
            for (place, member) in members.enumerated() {
                if place > 0 { text += "," }
                text += member.name.jsonLiteral
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        case .array(let elements):
            text += "["
            for (place, element) in elements.enumerated() {
                if place > 0 { text += "," }
                element.write(to: &text)
            }
            text += "]"
        case .text(let value): text += value.jsonLiteral
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? String(value) : "0"
        case .flag(let value): text += String(value)
        case .raw(let value): text += value
        }
    }
}
