import AsyncAlgorithms
import Core
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Hummingbird
import Model
import NIOCore
import Synchronization

/// An answer's changes as server-sent events: what it is now first, then each change as it happens. Between changes a comment
/// keeps the connection alive.
struct EventStream: Sendable {
    private enum Arrival: Sendable {
        case change(ProgressEvent)
        case tick
        case end
    }

    private let principal: Principal
    private let id: AnswerID
    private let desk: AnswerService
    private let first: ProgressEvent
    private let changes: AsyncStream<ProgressEvent>
    private let seen: Int
    private let place: StreamPlaces.Place

    /// Subscribes before it reads where the answer stands, so that no change falls between. Throws when the principal sees no such
    /// answer.
    ///
    /// - Parameter seen: the number of the last event the client has, from its `Last-Event-ID`; what it knows is not said again.
    init(as principal: Principal, of id: AnswerID, seen: Int = 0, desk: AnswerService) async throws {
        self.principal = principal
        self.id = id
        self.seen = seen
        self.desk = desk
        place = try desk.streams.take(by: principal.owner)
        changes = await desk.changes(id)
        first = try await desk.standing(as: principal, id)
    }

    /// Writes events until the last one.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(first.sequence > seen ? Self.message(first) : ByteBuffer(string: ": nothing new\n\n"))
        var last = first
        let ticks = AsyncTimerSequence(interval: .seconds(15), clock: .continuous).map { _ in Arrival.tick }
        // The end of the changes is one of the arrivals: the answer was deleted, or too many listen.
        let news = chain(changes.map { Arrival.change($0) }, [Arrival.end].async)
        var arrivals = merge(news, ticks).makeAsyncIterator()
        writing: while !last.isLast, let arrival = await arrivals.next() {
            switch arrival {
            case .end: break writing
            case .tick: try await writer.write(ByteBuffer(string: ": still \(last.status.rawValue)\n\n"))
            case .change(let now):
                guard now.sequence > last.sequence else { continue }
                last = now
                try await writer.write(Self.message(now))
            }
        }
        try await writer.finish(nil)
    }

    /// Whether the client knows the last event there will be: it need not come back.
    var isOver: Bool { first.isLast && first.sequence <= seen }

    private static func message(_ event: ProgressEvent) throws -> ByteBuffer {
        let data = String(decoding: try JSONReply.encoder.encode(event), as: UTF8.self)
        return ByteBuffer(string: "id: \(event.sequence)\nevent: progress\ndata: \(data)\n\n")
    }
}

/// How many event streams each owner has open in this process.
final class StreamPlaces: Sendable {
    /// One stream's place; free again when it goes away.
    final class Place: Sendable {
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
    init(most: Int) { self.most = most }

    /// Takes a place. Without keys all streams are one owner's, who has no such bound.
    ///
    /// - Throws: `request.overloaded`.
    func take(by owner: String) throws(WebError) -> Place {
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
