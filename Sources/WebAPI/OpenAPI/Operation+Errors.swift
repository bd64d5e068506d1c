import HTTPTypes
package import Interview

extension Operation {
    /// What any request may meet.
    private static let anywhere = ["internal", "request.foreign_host"]
    /// What any request for something stored may meet.
    private static let stored = ["storage.unavailable", "storage.corrupt", "request.overloaded"]
    /// What a request meets where keys are needed.
    private static let closed = ["request.unauthorized", "request.forbidden", "storage.unavailable"]
    /// What a change may meet when a page of another site asks for it.
    private static let changing = ["request.foreign_origin"]

    /// Whether anybody may ask.
    package var isOpen: Bool {
        Access.needed(HTTPRequest.Method(rawValue: method.rawValue.uppercased()) ?? .get, path) == .open
    }

    /// The rows of the error table this operation may answer with.
    package var errorRows: [ErrorRow] {
        let reads: Set<Method> = [.get, .head, .options]
        let wanted =
            errors + Self.anywhere + (chapter == .service ? [] : Self.stored) + (isOpen ? [] : Self.closed)
            + (reads.contains(method) ? [] : Self.changing)
        return ErrorTable.rows.filter { row in
            wanted.contains { name in
                name.hasSuffix("*") ? row.code.hasPrefix(name.dropLast()) : row.code == name
            }
        }
    }
}
