import AsyncAlgorithms
package import Database
import HTTPTypes
package import Hummingbird
import NIOCore
import Synchronization

/// The changes of one topic as server-sent events: what it is now first, then each change as it happens. Between changes a comment
/// keeps the connection alive.
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

    private enum Arrival: Sendable {
        case change(Event)
        case tick
        case end
    }

    private let first: Message
    private let changes: AsyncStream<Event>
    private let seen: Int
    private let place: StreamPlaces.Place?
    private let message: @Sendable (Event) async -> Message?

    /// A stream.
    ///
    /// - Parameters:
    ///   - first: where the topic stands; read after `changes` began, so that no change falls between.
    ///   - seen: the number of the last event the client has, from its `Last-Event-ID`; what it knows is not repeated.
    ///   - changes: the hub's events of the topic, which finds out what other processes changed.
    ///   - place: what the stream holds of its owner's streams; nil where they have no bound.
    ///   - message: what the client sees of an event; nil when the topic is gone, which ends the stream.
    package init(
        first: Message,
        seen: Int,
        changes: AsyncStream<Event>,
        place: StreamPlaces.Place? = nil,
        message: @escaping @Sendable (Event) async -> Message?
    ) {
        self.first = first
        self.seen = seen
        self.changes = changes
        self.place = place
        self.message = message
    }

    /// Whether the client knows the last event there will be: it need not come back.
    private var isOver: Bool { first.isLast && first.sequence <= seen }

    /// The reply; 204 for a client that need not come back, the one status that makes an `EventSource` stop asking.
    package var response: Response {
        if isOver { return Response(status: .noContent) }
        return Response(
            status: .ok,
            headers: JSONReply.eventHeaders,
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
        let ticks = AsyncTimerSequence(interval: .seconds(15), clock: .continuous).map { _ in Arrival.tick }
        // The end of the changes is one of the arrivals: the topic is gone, or too many listen.
        let news = chain(changes.map { Arrival.change($0) }, [Arrival.end].async)
        var arrivals = merge(news, ticks).makeAsyncIterator()
        writing: while !last.isLast, let arrival = await arrivals.next() {
            switch arrival {
            case .end: break writing
            case .tick: try await writer.write(ByteBuffer(string: ": still \(last.state)\n\n"))
            case .change(let event):
                guard event.sequence > last.sequence else { continue }
                guard let now = await message(event) else { break writing }
                guard now.sequence > last.sequence else { continue }
                last = now
                try await writer.write(Self.text(now))
            }
        }
        try await writer.finish(nil)
    }

    private static func text(_ message: Message) -> ByteBuffer {
        ByteBuffer(string: "id: \(message.sequence)\nevent: progress\ndata: \(message.data)\n\n")
    }
}

/// How many event streams each owner has open in this process.
package final class StreamPlaces: Sendable {
    /// One stream's place; free again when it goes away.
    package final class Place: Sendable {
        private let places: StreamPlaces
        private let owner: String

        fileprivate init(_ places: StreamPlaces, _ owner: String) {
            self.places = places
            self.owner = owner
        }

        deinit { places.free(owner) }
    }

    private let taken = Mutex<[String: Int]>([:])
    private let most: Int

    /// Places for `most` streams of each owner.
    package init(most: Int) { self.most = most }

    /// Takes a place. Without keys all streams are one owner's, who has no such bound.
    ///
    /// - Throws: `request.overloaded`.
    package func take(by owner: String) throws(WebError) -> Place {
        let isFree = taken.withLock { taken in
            guard owner.isEmpty || (taken[owner] ?? 0) < most else { return false }
            taken[owner, default: 0] += 1
            return true
        }
        guard isFree else {
            throw WebError(
                .overloaded,
                "There are \(most) event streams already; end some of them first.",
                headers: [.retryAfter: "10"]
            )
        }
        return Place(self, owner)
    }

    private func free(_ owner: String) {
        taken.withLock { taken in
            let left = (taken[owner] ?? 1) - 1
            taken[owner] = left > 0 ? left : nil
        }
    }
}
