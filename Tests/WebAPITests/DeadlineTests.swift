import HTTPTypes
import Hummingbird
import Logging
import NIOEmbedded
import Testing

@testable import Answers
@testable import HTTPKit

/// Requests that take too long.
@Suite(.timeLimit(.minutes(1)))
struct DeadlineTests {
    private func ask(_ method: HTTPRequest.Method, _ path: String, limitMs: Int) async throws -> Response {
        let router = Router(context: WebContext.self)
        router.add(middleware: ProblemMiddleware())
        router.get("v1/slow") { _, _ in
            try await Task.sleep(for: .seconds(3_600))
            return Response(status: .ok)
        }
        router.get("v1/quick") { _, _ in Response(status: .ok) }
        let routes = Routes(router)
        routes.add(Operations.answers["createAnswer"]) { _, _ in
            try await Task.sleep(for: .milliseconds(60))
            return Response(status: .accepted)
        }
        let responder = WebResponder(router.buildResponder(), table: routes.table, limitMs: limitMs)
        let source = ApplicationRequestContextSource(channel: EmbeddedChannel(), logger: Logger(label: "test"))
        let head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1", path: path)
        return try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: .init())),
            context: WebContext(source: source)
        )
    }

    @Test func `a request that takes too long is cancelled, and its reply says so`() async throws {
        let reply = try await ask(.get, "/v1/slow", limitMs: 30)
        #expect(reply.status == .serviceUnavailable && reply.headers[.retryAfter] == "5")
        let body = String(decoding: try await CollectedBody.of(reply.body), as: UTF8.self)
        #expect(body.contains("request.deadline"), "\(body)")
    }

    @Test func `others are not, and uploads have no deadline`() async throws {
        #expect(try await ask(.get, "/v1/quick", limitMs: 60_000).status == .ok)
        #expect(try await ask(.post, "/v1/answers", limitMs: 1).status == .accepted)
    }
}
