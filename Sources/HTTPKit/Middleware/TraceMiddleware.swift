import HTTPTypes
import Hummingbird
import NIOCore
import Tracing

/// A span for each request, from its head to the head of its reply, under the trace that its client is in. Its name is the route,
/// never the address, which may hold personal data. Health checks and `/metrics` have none.
struct TraceMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        guard !request.uri.path.hasPrefix("/health"), request.uri.path != "/metrics" else {
            return try await next(request, context)
        }
        var outer = ServiceContext.topLevel
        InstrumentationSystem.instrument.extract(request.headers, into: &outer, using: Fields())
        let method = request.method.rawValue
        return try await withSpan(method, context: outer, ofKind: .server) { span in
            let response = try await next(request, context)
            let status = Int(response.status.code)
            if let route = context.endpointPath {
                span.operationName = "\(method) \(route)"
                span.attributes["http.route"] = route
            }
            span.attributes["http.request.method"] = method
            span.attributes["http.response.status_code"] = status
            span.attributes["request.id"] = context.requestID
            if status >= 500 { span.setStatus(SpanStatus(code: .error)) }
            return response
        }
    }

    private struct Fields: Extractor {
        func extract(key: String, from headers: HTTPFields) -> String? {
            HTTPField.Name(key).flatMap { headers[$0] }
        }
    }
}
