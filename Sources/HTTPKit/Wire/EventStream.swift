import AsyncAlgorithms
package import Database
import HTTPTypes
package import Hummingbird
import NIOCore

/// The changes of one topic as server-sent events: what it is now first, then each change as it happens. Between changes a comment
/// keeps the connection alive, and the database is asked, because another process may have made the change and its event been lost.
package struct EventStream: Sendable {
    /// One change as the client sees it.
    package struct Message: Sendable {
        /// Counts the changes of the topic; the id of the event.
        package var sequence: Int
        /// JSON on one line.
        package var data: String
        /// A word for the comments between changes, e.g. `running`.
        package var state: String
        /// Whether no other change follows by itself.
        package var isLast: Bool

        /// A change.
        package init(sequence: Int, data: String, state: String, isLast: Bool) {
            self.sequence = sequence
            self.data = data
            self.state = state
            self.isLast = isLast
        }
    }

    private let first: Message
    private let changes: AsyncStream<Event>
    private let seen: Int
    private let next: @Sendable (Event?) async -> Message?

    /// A stream.
    ///
    /// - Parameters:
    ///   - first: where the topic stands; read after `changes` began, so that no change falls between.
    ///   - seen: the number of the last event the client has, from its `Last-Event-ID`; what it knows is not repeated.
    ///   - changes: the hub's events of the topic.
    ///   - next: what the client sees of an event, or of what the database says now when there is none; nil when the topic is gone, which
    ///     ends the stream.
    package init(
        first: Message,
        seen: Int,
        changes: AsyncStream<Event>,
        next: @escaping @Sendable (Event?) async -> Message?
    ) {
        self.first = first
        self.seen = seen
        self.changes = changes
        self.next = next
    }

    /// Whether the client knows the last event there will be: it need not come back.
    private var isOver: Bool { first.isLast && first.sequence <= seen }

    /// The reply; 204 for a client that need not come back, the one status that makes an `EventSource` stop asking.
    package var response: Response {
        if isOver { return Response(status: .noContent) }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in try await write(to: &writer) }
        )
    }

    /// The number in a request's `Last-Event-ID`; 0 without one.
    package static func seen(by request: Request) -> Int {
        HTTPField.Name("Last-Event-ID").flatMap { request.headers[$0] }.flatMap { Int($0) } ?? 0
    }

    @concurrent private func write(to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(first.sequence > seen ? Self.text(first) : ByteBuffer(string: ": nothing new\n\n"))
        var last = first
        let ticks = AsyncTimerSequence(interval: .seconds(2), clock: .continuous).map { _ in Event?.none }
        var arrivals = merge(changes.map(Optional.some), ticks).makeAsyncIterator()
        while !last.isLast, let arrival = await arrivals.next() {
            if let arrival, arrival.sequence <= last.sequence { continue }
            guard let now = await next(arrival) else { break }
            if now.sequence > last.sequence {
                last = now
                try await writer.write(Self.text(now))
            } else if arrival == nil {
                try await writer.write(ByteBuffer(string: ": still \(last.state)\n\n"))
            }
        }
        try await writer.finish(nil)
    }

    private static func text(_ message: Message) -> ByteBuffer {
        ByteBuffer(string: "id: \(message.sequence)\nevent: progress\ndata: \(message.data)\n\n")
    }
}
