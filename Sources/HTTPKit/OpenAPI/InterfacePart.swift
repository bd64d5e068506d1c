/// What a feature adds to the OpenAPI document.
package struct InterfacePart: Sendable {
    /// What clients can ask of it, in the document's order.
    package let operations: [Operation]
    /// The schemas that its operations name, in the document's order.
    package let schemas: [(name: String, schema: Schema)]

    /// A part.
    package init(_ operations: [Operation], schemas: KeyValuePairs<String, Schema> = [:]) {
        self.operations = operations
        self.schemas = schemas.map { (name: $0.key, schema: $0.value) }
    }
}

extension APIDocument {
    /// A document over the parts of features.
    package init(_ parts: [InterfacePart]) {
        self.init(operations: parts.flatMap(\.operations), schemas: parts.flatMap(\.schemas))
    }
}
