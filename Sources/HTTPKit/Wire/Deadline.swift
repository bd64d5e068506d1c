import HTTPTypes
package import Hummingbird
import Synchronization

/// The time one request has.
final class Deadline: Sendable {
    /// That of the request that is being answered.
    @TaskLocal static var current: Deadline?

    private let expired = Atomic(false)

    /// Whether it is over.
    var isOver: Bool { expired.load(ordering: .acquiring) }

    fileprivate func end() { expired.store(true, ordering: .releasing) }
}

/// Calls off requests that take too long, and mends what no middleware can: it stands around the router.
package struct WebResponder<Inner: HTTPResponder>: HTTPResponder where Inner.Context == WebContext {
    private let inner: Inner
    private let table: RouteTable
    private let limitMs: Int

    /// A responder that gives each request a time. Uploads have none: they must keep a pace instead.
    init(_ inner: Inner, table: RouteTable, limitMs: Int) {
        self.inner = inner
        self.table = table
        self.limitMs = limitMs
    }

    package func respond(to request: Request, context: WebContext) async throws -> Response {
        let request = request.arriving(context)
        let isUpload = table.row(request.method, request.uri.path)?.costs?.takesRecordings == true
        var response =
            isUpload ? try await inner.respond(to: request, context: context) : try await timed(request, context)
        // The length of a stream is unknown, and a HEAD must not say that there is nothing in it.
        if context.notes.hasNoLength { response.headers[.contentLength] = nil }
        return response
    }

    private func timed(_ request: Request, _ context: WebContext) async throws -> Response {
        let (inner, limitMs, deadline) = (inner, limitMs, Deadline())
        return try await withThrowingTaskGroup(of: Response?.self) { group in
            group.addTask {
                try await Deadline.$current.withValue(deadline) {
                    try await inner.respond(to: request, context: context)
                }
            }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(limitMs))
                if !Task.isCancelled { deadline.end() }
                return nil
            }
            while let response = try await group.next() {
                group.cancelAll()
                if let response { return response }
            }
            throw CancellationError()
        }
    }
}
