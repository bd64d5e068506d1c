import Core

/// The OpenAPI 3.1 document: what the routes take and answer, put together from the tables of the features.
package struct APIDocument: Sendable {
    /// Everything a client can ask for, in the document's order.
    package let operations: [Operation]
    /// The schemas by name, in the document's order.
    package let schemas: [(name: String, schema: Schema)]

    /// A document over the tables of features.
    package init(operations: [Operation], schemas: [(name: String, schema: Schema)]) {
        self.operations = operations
        self.schemas = schemas
    }

    /// The document of some chapters: their operations, and the schemas that these name, directly or through others.
    package func part(_ chapters: Set<Chapter>) -> APIDocument {
        let kept = operations.filter { chapters.contains($0.chapter) }
        let known = Dictionary(schemas.map { ($0.name, $0.schema.node) }, uniquingKeysWith: { first, _ in first })
        var (reached, waiting): (Set<String>, Set<String>) = ([], ["Problem"])
        for operation in kept {
            let contents = operation.body + operation.replies.flatMap(\.contents)
            for schema in operation.parameters.map(\.schema) + contents.map(\.schema) {
                waiting.formUnion(schema.node.schemasNamed)
            }
        }
        while let name = waiting.popFirst() {
            guard reached.insert(name).inserted, let node = known[name] else { continue }
            waiting.formUnion(node.schemasNamed.subtracting(reached))
        }
        return APIDocument(operations: kept, schemas: schemas.filter { reached.contains($0.name) })
    }

    /// The document.
    ///
    /// - Parameter version: the version of the build.
    package func node(version: String) -> JSONNode {
        var paths: [JSONNode.Member] = []
        let (parameters, replies) = (sharedParameters, SharedReplies(operations))
        for operation in operations {
            let entry = JSONNode.Member(
                name: operation.method.rawValue,
                value: Self.node(of: operation, parameters: parameters, replies: replies)
            )
            if let place = paths.firstIndex(where: { $0.name == operation.path }) {
                paths[place].value = paths[place].value.setting(entry.name, entry.value)
            } else {
                paths.append(.init(name: operation.path, value: .object([entry])))
            }
        }
        let chapters = Chapter.allCases.filter { chapter in operations.contains { $0.chapter == chapter } }
        return .object([
            "openapi": "3.1.1",
            "info": .object([
                "title": "Debrief",
                "version": .text(version),
                "summary": "Recorded interview answers become feedback a person can act on.",
                "description": .text(Self.introduction),
                "license": .object(["name": "MIT", "identifier": "MIT"]),
            ]),
            "servers": .array([.object(["url": "/"])]),
            "security": .array([.object(["key": .array([])]), .object([])]),
            "tags": .array(
                chapters.map { .object(["name": .text($0.rawValue), "description": .text($0.meaning)]) }
            ),
            "paths": .object(paths),
            "x-codes": codes,
            "components": .object([
                "schemas": .object(schemas.map { .init(name: $0.name, value: $0.schema.node) }),
                "securitySchemes": .object([
                    "key": .object([
                        "type": "http", "scheme": "bearer",
                        "description": "An API key (`debrief keys create`). An installation without keys takes none.",
                    ])
                ]),
                "parameters": .object(
                    parameters.sorted { $0.value < $1.value }.map { .init(name: $0.value, value: $0.key.node) }
                ), "responses": .object(replies.components),
                "headers": .object(ReplyHeaders.all.map { .init(name: $0.key, value: $0.value.node) }),
            ]),
        ])
    }

    /// Every code of the error table by its HTTP status. The lists of the operations name codes, or an area as `decode.*`.
    private var codes: JSONNode {
        let statuses = Set(ErrorTable.rows.map(\.status)).sorted()
        return .object(
            statuses.map { status in
                let rows = ErrorTable.rows.filter { $0.status == status }
                return .init(name: String(status), value: .array(rows.map { .text($0.code) }))
            }
        )
    }

    private static let introduction = """
        All resources are under `/v1`. JSON is camelCase, times are RFC 3339 in UTC, durations whole milliseconds with `Ms` in \
        the name, ids a prefix and a UUIDv7. In a query `+` and `%20` are a space. Keys are stable: new versions only add, so ignore names you do not know; what \
        changed when, and how long what goes away stays, is in the changelog. Errors \
        are `application/problem+json` with a stable `code`: the `default` of each operation. `x-codes` of an operation says which \
        codes are its own, `x-codes` of the document which status a code has, `/docs/errors` what each means. So are those of what is no request at all (`request.malformed`, \
        `request.uri_too_long`, `request.headers_too_large`: 400, 414 and 431 at any address, and the connection ends). openapi-python-client reads files only when `content_type_overrides` makes \
        `application/pdf`, `application/zip`, `audio/wav` and `application/offset+octet-stream` `application/octet-stream`.
        """

    /// The parameters that several operations have, by the name under which they are components.
    private var sharedParameters: [Operation.Parameter: String] {
        var counts: [Operation.Parameter: Int] = [:]
        var order: [Operation.Parameter] = []
        for parameter in operations.flatMap(\.parameters) {
            if counts[parameter] == nil { order.append(parameter) }
            counts[parameter, default: 0] += 1
        }
        var (names, taken): ([Operation.Parameter: String], [String: Int]) = ([:], [:])
        for parameter in order where counts[parameter, default: 0] > 1 {
            let name = "\(parameter.place.rawValue)-\(parameter.name)"
            let number = taken[name, default: 0] + 1
            taken[name] = number
            names[parameter] = number == 1 ? name : "\(name)-\(number)"
        }
        return names
    }

    private static func node(
        of operation: Operation,
        parameters shared: [Operation.Parameter: String],
        replies: SharedReplies
    ) -> JSONNode {
        var node = JSONNode.object([
            "operationId": .text(operation.name),
            "tags": .array([.text(operation.chapter.rawValue)]),
            "summary": .text(operation.summary),
        ])
        if operation.isOpen { node = node.setting("security", .array([])) }
        if !operation.more.isEmpty { node = node.setting("description", .text(operation.more)) }
        if !operation.parameters.isEmpty {
            let parameters = operation.parameters.map { parameter in
                shared[parameter].map { .object(["$ref": .text("#/components/parameters/\($0)")]) } ?? parameter.node
            }
            node = node.setting("parameters", .array(parameters))
        }
        if !operation.body.isEmpty {
            let contents = JSONNode.object(operation.body.map { .init(name: $0.type, value: $0.node) })
            var body = JSONNode.object(["content": contents])
            if !operation.isBodyOptional { body = body.setting("required", .flag(true)) }
            node = node.setting("requestBody", body)
        }
        if !operation.errors.isEmpty {
            node = node.setting("x-codes", .array(operation.errors.map(JSONNode.text)))
        }
        return node.setting("responses", .object(replies.nodes(of: operation)))
    }
}

extension JSONNode: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}
