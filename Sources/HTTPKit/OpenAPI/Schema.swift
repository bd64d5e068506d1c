import Model

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

/// The schemas of the document by name; features add theirs.
package enum Schemas {
    /// What is not about a feature.
    package static var ofService: KeyValuePairs<String, Schema> {
        [
            "Health": health,
            "Readiness": readiness,
            "Version": version,
            "Problem": problem,
        ]
    }

    /// An answer's identifier.
    package static var answerID: Schema { .id(AnswerKind.prefix) }

    static var health: Schema { .object(["status": .choice(["ok"])]).said("The process is up.") }

    static var readiness: Schema {
        let part = Schema.object([
            "status": .choice(["ok", "late", "failed"]),
            "detail?": .text.said("A sentence for the operator."),
            "oldestMs?": .milliseconds.said("How old the oldest waiting job is."),
            "waiting?": .count.said("How many jobs wait."),
            "freeBytes?": .integer.said("Bytes free on the disk."),
        ])
        return .object([
            "status": .choice(["ready", "unavailable"]), "checks": .map(of: part).said("The parts by name."),
        ]).said("Whether answers can be taken.")
    }

    static var version: Schema {
        .object(["name": .text, "version": .text]).said("What the service is.")
    }

    static var problem: Schema {
        .object([
            "type": .text.said("Where the code is described, on this service."),
            "title": .text.said("The meaning of the code, the same each time."),
            "status": .integer.from(400).to(599).said("The HTTP status."),
            "detail": .text.said("What is wrong with this request."),
            "code": Schema.text.with("pattern", .text("^[a-z]+([.][a-z_]+)?$"))
                .said("The stable code of the error table, at `/docs/errors`; later versions know more of them."),
            "requestId": .text.said("The request's id, also in `X-Request-Id` and in the log."),
            "answerId?": answerID.said("The answer that was kept although this request failed."),
        ]).said("An error (RFC 9457).")
    }
}

/// What a feature adds to the OpenAPI document.
package struct InterfacePart: Sendable {
    /// What clients can ask of it, in the document's order.
    package let operations: [Operation]
    /// The schemas that its operations name, in the document's order.
    package let schemas: [(name: String, schema: Schema)]

    /// A part.
    package init(_ operations: [Operation], schemas: KeyValuePairs<String, Schema>...) {
        self.operations = operations
        self.schemas = schemas.flatMap { list in list.map { (name: $0.key, schema: $0.value) } }
    }
}

extension APIDocument {
    /// A document over the parts of features.
    package init(_ parts: [InterfacePart]) {
        self.init(operations: parts.flatMap(\.operations), schemas: parts.flatMap(\.schemas))
    }
}

/// The examples of the document, as JSON; a test holds each against its schema. Features add theirs.
package enum Examples {
    /// An answer's identifier.
    package static let id = "ans_01a1fd53-d83f-75f5-9275-35e53568abbe"
    /// Another one.
    package static let otherID = "ans_01a1fd5a-0c11-7c2e-a1b0-6d4f2a90e3c7"

    /// A service that is ready.
    package static let ready = """
        {"status":"ready","checks":{"database":{"status":"ok"},"queue":{"status":"ok","oldestMs":0,"waiting":0}}}
        """

    /// An error.
    package static let problem = """
        {"type":"/docs/errors#request.not_found","title":"There is no such resource.","status":404,\
        "detail":"There is no answer with this id.","code":"request.not_found","requestId":"6a0f7c1e-52b8-4d3a-9a55-0f2f7f0d9b11"}
        """
}
