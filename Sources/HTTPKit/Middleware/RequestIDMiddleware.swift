import Core
import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import Logging

/// Gives each request an id, or takes the client's when it is harmless, and returns it with the response.
package struct RequestIDMiddleware: RouterMiddleware {
    /// The header in both directions.
    package static let header = HTTPField.Name("X-Request-Id")

    private static let versionHeader = HTTPField.Name("Debrief-Version")
    private let version: String

    /// The middleware of a build; replies name its version, unless that is empty.
    package init(version: String = "") { self.version = version }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var context = context
        let sent = Self.header.flatMap { request.headers[$0] }
        let id = sent.flatMap { Self.isHarmless($0) ? $0 : nil } ?? UUID().uuidString.lowercased()
        context.logger[metadataKey: "request.id"] = .string(id)
        let carried = context
        var response = try await RequestTrail.$id.withValue(id) { try await next(request, carried) }
        if let header = Self.header { response.headers[header] = id }
        if let header = Self.versionHeader, !version.isEmpty { response.headers[header] = version }
        // Behind this a HEAD loses its body, and with it what says that the length is not known.
        if request.method == .head, response.body.contentLength == nil, response.headers[.contentLength] == nil {
            context.notes.leaveOutLength()
        }
        return response
    }

    /// Ids of up to 64 letters, digits, hyphens, dots and underscores are taken over; others would let a client write into the log.
    private static func isHarmless(_ id: String) -> Bool {
        (1...64).contains(id.utf8.count)
            && id.utf8.allSatisfy {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
                    || [45, 46, 95].contains($0)
            }
    }
}
