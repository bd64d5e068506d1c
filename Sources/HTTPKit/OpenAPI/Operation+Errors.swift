package import Core
package import HTTPTypes

extension Operation {
    /// What any request may meet.
    private static let anywhere = ["internal", "request.foreign_host", "request.forwarded"]
    /// What any request for something stored may meet.
    private static let stored = ["storage.unavailable", "storage.corrupt", "request.overloaded"]
    /// What a request meets where keys are needed.
    private static let closed = ["request.unauthorized", "request.forbidden", "storage.unavailable"]
    /// What a change may meet when a page of another site asks for it.
    private static let changing = ["request.foreign_origin"]

    /// The method as requests have it.
    package var verb: HTTPRequest.Method { HTTPRequest.Method(rawValue: method.rawValue.uppercased()) ?? .get }

    /// Whether no credentials are needed.
    package var isOpen: Bool { needs == .open }

    /// What a request meets whose client asks too much of the service, or takes too long.
    private var bounds: [String] {
        (costs == nil && isOpen ? [] : ["request.rate_limited"])
            + (costs?.takesRecordings == true ? [] : ["request.deadline"])
            + (isOpen ? [] : ["request.stopping"]) + bodyBounds
    }

    /// What a request meets whose body is too long, or does not come.
    private var bodyBounds: [String] {
        if body.isEmpty { return [] }
        let isKept = body.contains { $0.type.hasSuffix("json") }
        return ["request.too_slow", "request.malformed", "upload.interrupted"] + (isKept ? ["request.too_large"] : [])
    }

    /// The rows of the error table this operation may answer with.
    package var errorRows: [ErrorRow] {
        let reads: Set<Method> = [.get, .head, .options]
        let wanted =
            errors + Self.anywhere + (chapter == .service ? [] : Self.stored) + (isOpen ? [] : Self.closed)
            + (reads.contains(method) ? [] : Self.changing) + bounds
        return ErrorTable.rows.filter { row in
            wanted.contains { name in
                name.hasSuffix("*") ? row.code.hasPrefix(name.dropLast()) : row.code == name
            }
        }
    }
}
