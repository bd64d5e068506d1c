/// A JSON Schema (draft 2020-12) as the document writes it.
package struct Schema: Sendable, Hashable {
    /// The schema itself.
    package var node: JSONNode

    /// A schema from its JSON.
    package init(node: JSONNode) { self.node = node }

    private static func typed(_ type: String) -> Schema { Schema(node: .object(["type": .text(type)])) }

    /// A string.
    package static var text: Schema { typed("string") }
    /// A whole number.
    package static var integer: Schema { typed("integer") }
    /// Any number.
    package static var number: Schema { typed("number") }
    /// True or false.
    package static var flag: Schema { typed("boolean") }
    /// Bytes.
    package static var bytes: Schema { text.with("format", .text("binary")) }
    /// JSON that this document does not describe.
    package static var anything: Schema { map(of: Schema(node: .object([:]))) }
    /// A moment in UTC.
    package static var moment: Schema { text.with("format", .text("date-time")) }
    /// A duration or a place in time, in milliseconds.
    package static var milliseconds: Schema { integer.from(0) }
    /// A count.
    package static var count: Schema { integer.from(0) }
    /// A share from 0 to 1.
    package static var share: Schema { number.from(0).to(1) }
    /// A score from 0 to 100.
    package static var score: Schema { number.from(0).to(100) }
    /// A SHA-256 in hexadecimal.
    package static var hash: Schema { text.with("pattern", .text("^[0-9a-f]{64}$")) }

    /// An identifier with this prefix.
    package static func id(_ prefix: String) -> Schema {
        text.with("pattern", .text("^\(prefix)_[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"))
    }

    /// One of some words.
    package static func choice(_ words: [String]) -> Schema {
        text.with("enum", .array(words.map(JSONNode.text)))
    }

    /// One of the cases of an enum.
    package static func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> Schema {
        choice(type.allCases.map(\.rawValue))
    }

    /// An array.
    package static func list(of element: Schema) -> Schema { typed("array").with("items", element.node) }

    /// An object whose names are not known beforehand.
    package static func map(of value: Schema) -> Schema {
        typed("object").with("additionalProperties", value.node)
    }

    /// A schema of the document by its name.
    package static func named(_ name: String) -> Schema {
        Schema(node: .object(["$ref": .text("#/components/schemas/\(name)")]))
    }

    /// An object. A name that ends with `?` may be absent.
    ///
    /// - Parameters:
    ///   - more: fields behind those, for an object that is another one and something besides.
    ///   - closed: whether an unknown name is refused. Replies stay open: later versions add to them.
    package static func object(
        _ fields: KeyValuePairs<String, Schema>,
        and more: KeyValuePairs<String, Schema> = [:],
        closed: Bool = false
    ) -> Schema {
        let fields = Array(fields) + Array(more)
        let properties = fields.map { field in
            JSONNode.Member(
                name: field.key.hasSuffix("?") ? String(field.key.dropLast()) : field.key,
                value: field.value.node
            )
        }
        let needed = fields.filter { !$0.key.hasSuffix("?") }.map { JSONNode.text($0.key) }
        var schema = typed("object").with("properties", .object(properties))
        if !needed.isEmpty { schema = schema.with("required", .array(needed)) }
        return closed ? schema.with("additionalProperties", .flag(false)) : schema
    }

    /// What it means.
    package func said(_ sentence: String) -> Schema {
        // Beside a reference other keywords are allowed since draft 2019-09.
        with("description", .text(sentence))
    }

    /// At least so much; for text, so many characters.
    package func from(_ least: Int) -> Schema { with(bound("min"), .integer(least)) }
    /// At most so much; for text, so many characters.
    package func to(_ most: Int) -> Schema { with(bound("max"), .integer(most)) }
    /// What holds when nothing is said.
    package func otherwise(_ value: JSONNode) -> Schema { with("default", value) }
    /// An example.
    package func example(_ value: JSONNode) -> Schema { with("examples", .array([value])) }

    /// With one more keyword.
    package func with(_ keyword: String, _ value: JSONNode) -> Schema { Schema(node: node.setting(keyword, value)) }

    private func bound(_ side: String) -> String {
        switch node["type"]?.text {
        case "string": side + "Length"
        case "array": side + "Items"
        default: side + "imum"
        }
    }
}
