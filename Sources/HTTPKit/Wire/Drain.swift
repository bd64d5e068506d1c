import HTTPTypes
package import Hummingbird
import Logging
import NIOCore
import Synchronization

/// Whether this process is on its way out: it says so to balancers, and ends streams of events, whose clients come back to
/// another process and go on there.
package final class Drain: Sendable {
    private let begun = Atomic(false)
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])

    /// A process that stays.
    package init() {}

    /// Whether it is on its way out.
    package var isUnderWay: Bool { begun.load(ordering: .acquiring) }

    /// It is from now on.
    package func begin() { begun.store(true, ordering: .releasing) }

    /// Ends the bodies that are still arriving: their clients are told to send them again, while their connections are open.
    package func cut() {
        for channel in connections.withLock({ Array($0.values) }) {
            channel.pipeline.fireUserInboundEventTriggered(ConnectionHandler.Stop())
        }
    }

    /// A connection is there.
    func opened(_ channel: any Channel) { connections.withLock { $0[ObjectIdentifier(channel)] = channel } }

    /// A connection has gone.
    func closed(_ channel: any Channel) { connections.withLock { $0[ObjectIdentifier(channel)] = nil } }
}

/// Ends streams of events when the process is on its way out.
package struct DrainMiddleware: RouterMiddleware {
    private struct Over: Error {}

    private struct Writer: ResponseBodyWriter {
        var base: any ResponseBodyWriter
        let drain: Drain

        @concurrent mutating func write(_ buffer: ByteBuffer) async throws {
            if drain.isUnderWay { throw Over() }
            try await base.write(buffer)
        }

        @concurrent consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            try await base.finish(trailingHeaders)
        }
    }

    private let drain: Drain

    /// The middleware of a process.
    package init(_ drain: Drain) { self.drain = drain }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        guard response.headers[.contentType] == "text/event-stream" else { return response }
        let (drain, body) = (drain, response.body)
        response.body = ResponseBody { writer in
            do {
                try await body.write(Writer(base: writer, drain: drain))
            } catch is Over {
                try await writer.finish(nil)
            }
        }
        return response
    }
}
