import HTTPTypes
package import Hummingbird

/// Tells a known address asked with a method it does not know (405, or 204 for OPTIONS) from an address nobody knows. What
/// there is, the OpenAPI document says; a test holds it together with the routes.
package struct MethodMiddleware: RouterMiddleware {
    private static let templates: [(parts: [Substring], methods: [String])] = {
        var found: [String: [String]] = [:]
        for operation in APIDocument.operations {
            found[operation.path, default: []].append(operation.method.rawValue.uppercased())
        }
        return found.map { ($0.key.split(separator: "/"), $0.value) }
    }()

    /// The middleware.
    package init() {}

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            let methods = Self.methods(at: request.uri.path)
            guard !methods.isEmpty, let allow = HTTPField.Name("Allow") else { throw error }
            let known = methods.joined(separator: ", ")
            if request.method == .options { return Response(status: .noContent, headers: [allow: known]) }
            var response = Problem(
                WebError(.methodNotAllowed, "This address knows \(known)."),
                requestId: context.requestID
            ).response
            response.headers[allow] = known
            return response
        }
    }

    /// What an address knows, in order; nothing when there is no such address.
    package static func methods(at path: String) -> [String] {
        let wanted = path.split(separator: "/")
        let fits = templates.filter { template in
            template.parts.count == wanted.count
                && zip(template.parts, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }
        var methods = Set(fits.flatMap(\.methods))
        guard !methods.isEmpty else { return [] }
        methods.insert("OPTIONS")
        if methods.contains("GET") { methods.insert("HEAD") }
        return methods.sorted()
    }
}
