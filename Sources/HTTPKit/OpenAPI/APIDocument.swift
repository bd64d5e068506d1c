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

    /// The document.
    ///
    /// - Parameter version: the version of the build.
    package func node(version: String) -> JSONNode {
        var paths: [JSONNode.Member] = []
        for operation in operations {
            let entry = JSONNode.Member(name: operation.method.rawValue, value: Self.node(of: operation))
            if let place = paths.firstIndex(where: { $0.name == operation.path }) {
                paths[place].value = paths[place].value.setting(entry.name, entry.value)
            } else {
                paths.append(.init(name: operation.path, value: .object([entry])))
            }
        }
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
                Chapter.allCases.map { .object(["name": .text($0.rawValue), "description": .text($0.meaning)]) }
            ),
            "paths": .object(paths),
            "components": .object([
                "schemas": .object(schemas.map { .init(name: $0.name, value: $0.schema.node) }),
                "securitySchemes": .object([
                    "key": .object([
                        "type": "http", "scheme": "bearer",
                        "description": "An API key (`debrief keys create`). An installation without keys takes none.",
                    ])
                ]),
                "headers": .object(ReplyHeaders.all.map { .init(name: $0.key, value: $0.value.node) }),
            ]),
        ])
    }

    private static let introduction = """
        All resources are under `/v1`. JSON is camelCase, times are RFC 3339 in UTC, durations whole milliseconds with `Ms` in \
        the name, ids a prefix and a UUIDv7. Keys are stable: new versions only add, so ignore names you do not know. Errors \
        are `application/problem+json` with a stable `code`; so are those of what is no request at all (`request.malformed`, \
        `request.uri_too_long`, `request.headers_too_large`: 400, 414 and 431 at any address, and the connection ends).
        """

    private static func node(of operation: Operation) -> JSONNode {
        var node = JSONNode.object([
            "operationId": .text(operation.name),
            "tags": .array([.text(operation.chapter.rawValue)]),
            "summary": .text(operation.summary),
        ])
        if operation.isOpen { node = node.setting("security", .array([])) }
        if !operation.more.isEmpty { node = node.setting("description", .text(operation.more)) }
        if !operation.parameters.isEmpty {
            node = node.setting("parameters", .array(operation.parameters.map(\.node)))
        }
        if !operation.body.isEmpty {
            let contents = JSONNode.object(operation.body.map { .init(name: $0.type, value: $0.node) })
            let body = JSONNode.object(["required": .flag(!operation.isBodyOptional), "content": contents])
            node = node.setting("requestBody", body)
        }
        let responses = replies(of: operation) + refusals(of: operation)
        var merged: [JSONNode.Member] = []
        for response in responses where !merged.contains(where: { $0.name == response.name }) {
            merged.append(response)
        }
        return node.setting("responses", .object(merged.sorted { $0.name < $1.name }))
    }

    private static func replies(of operation: Operation) -> [JSONNode.Member] {
        operation.replies.map { reply in
            var contents = reply.contents.map { JSONNode.Member(name: $0.type, value: $0.node) }
            // A status can be good news and a refusal, as that of a service that is not ready.
            if reply.status >= 400 { contents.append(problemContent) }
            return .init(
                name: String(reply.status),
                value: response(reply.meaning, contents, headers: reply.headers + quota(of: operation))
            )
        }
    }

    private static var problemContent: JSONNode.Member {
        .init(
            name: "application/problem+json",
            value: Operation.Content.json(.named("Problem"), ["problem": Examples.problem]).node
        )
    }

    private static func refusals(of operation: Operation) -> [JSONNode.Member] {
        let rows = operation.errorRows
        return Set(rows.map(\.status)).sorted().map { status in
            let here = rows.filter { $0.status == status }
            let meaning = here.map { "`\($0.code)`: \($0.meaning)" }.joined(separator: "\n\n")
            let retry =
                here.contains { $0.retry == .later || $0.status == 503 && $0.retry == .backoff } ? ["Retry-After"] : []
            let challenge = here.contains { $0.status == 401 } ? ["WWW-Authenticate"] : []
            let contents = operation.method == .head ? [] : [problemContent]
            return .init(
                name: String(status),
                value: response(meaning, contents, headers: retry + challenge + quota(of: operation))
            )
        }
    }

    private static func quota(of operation: Operation) -> [String] {
        operation.costs == nil ? [] : ["RateLimit", "RateLimit-Policy"]
    }

    private static func response(_ meaning: String, _ contents: [JSONNode.Member], headers: [String]) -> JSONNode {
        let named = (["X-Request-Id"] + headers).map { name in
            JSONNode.Member(name: name, value: .object(["$ref": .text("#/components/headers/\(name)")]))
        }
        var node = JSONNode.object(["description": .text(meaning), "headers": .object(named)])
        if !contents.isEmpty { node = node.setting("content", .object(contents)) }
        return node
    }
}

extension JSONNode: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}
