import Catalogue
import CoreMetrics
import FoundationEssentials
package import Hummingbird
import Logging
import NIOCore
import WebUI

/// Turns every error into a problem document and writes one log line per request: path without its query, never a body.
package struct ProblemMiddleware: RouterMiddleware {
    /// The middleware.
    package init() {}

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        var code: String?
        do {
            response = try await next(request, context)
        } catch {
            let error = Deadline.current?.isOver == true ? Self.late(context) : error
            let problem = Problem(error, requestId: context.requestID)
            code = problem.code
            if code == WireFault.interrupted.code { Counter(label: "requests_interrupted_total").increment() }
            if problem.code == "internal" {
                context.logger.error("Unexpected error", metadata: ["error": "\(error)"])
            }
            response = problem.response
            if Self.isForPeople(request) {
                let page = MessagePage(
                    status: problem.status,
                    code: problem.code,
                    detail: problem.detail,
                    requestID: problem.requestId
                )
                let html = Language.$current.withValue(context.notes.language ?? .current) { try? page.html() }
                if let html {
                    response.headers[.contentType] = "text/html; charset=utf-8"
                    response.headers[.contentLength] = String(html.utf8.count)
                    response.body = .init(byteBuffer: ByteBuffer(string: html))
                }
            }
            if let error = error as? WebError {
                for field in error.headers { response.headers[field.name] = nil }
                response.headers.append(contentsOf: error.headers)
            }
            // A body here would be taken for the start of the connection's next reply (RFC 9110 §9.3.2).
            if request.method == .head { response = response.createHeadResponse() }
        }
        response.headers.append(contentsOf: context.notes.fields)
        var metadata: Logger.Metadata = [
            "http.method": "\(request.method)",
            "http.path": "\(Self.shown(request.uri.path))",
            "http.status": "\(response.status.code)",
            "duration.ms": "\((ContinuousClock.now - start) / .milliseconds(1))",
        ]
        if let code { metadata["problem.code"] = "\(code)" }
        context.logger.info("Request", metadata: metadata)
        return response
    }

    /// A path as logs have it: without what opens something.
    static func shown(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2, parts[1] == "s" { return (["", "s", "…"] + parts.dropFirst(3)).joined(separator: "/") }
        if parts.count > 3, parts[1] == "v1", parts[2] == "shares", !parts[3].hasPrefix("shr_") {
            return (["", "v1", "shares", "…"] + parts.dropFirst(4)).joined(separator: "/")
        }
        return path
    }

    /// Whether a browser asks for a page: people get a page then, and programs the problem document.
    static func isForPeople(_ request: Request) -> Bool {
        let path = request.uri.path
        guard request.method == .get || request.method == .head, !path.hasPrefix("/v1/"), !path.hasPrefix("/assets/")
        else {
            return false
        }
        return request.headers[.accept]?.contains("text/html") == true
    }

    /// What a request is told whose time is over: it is the client that took it while its body was coming.
    private static func late(_ context: WebContext) -> WebError {
        guard context.bodyProgress.isUnderWay else {
            return WebError(.deadline, "This took too long and was called off; try again later.")
        }
        return WebError(.tooSlow, "The body did not come in time.", headers: [.connection: "close"])
    }
}
