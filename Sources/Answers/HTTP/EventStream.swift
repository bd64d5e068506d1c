import AsyncAlgorithms
import Core
import FoundationEssentials
import HTTPKit
import Hummingbird
import Model
import NIOCore

/// An answer's changes as server-sent events: what it is now first, then each change as it happens. Between changes a comment
/// keeps the connection alive, and the database is asked, because another process may have made the change.
struct EventStream: Sendable {
    private let principal: Principal
    private let id: AnswerID
    private let desk: AnswerService
    private let first: ProgressEvent
    private let changes: AsyncStream<ProgressEvent>
    private let seen: Int

    /// Subscribes before it reads where the answer stands, so that no change falls between. Throws when the principal sees no such
    /// answer.
    ///
    /// - Parameter seen: the number of the last event the client has, from its `Last-Event-ID`; what it knows is not said again.
    init(as principal: Principal, of id: AnswerID, seen: Int = 0, desk: AnswerService) async throws {
        self.principal = principal
        self.id = id
        self.seen = seen
        self.desk = desk
        changes = await desk.changes(id)
        first = try await desk.standing(as: principal, id)
    }

    /// Writes events until the last one.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(first.sequence > seen ? Self.message(first) : ByteBuffer(string: ": nothing new\n\n"))
        var last = first
        let ticks = AsyncTimerSequence(interval: .seconds(2), clock: .continuous).map { _ in ProgressEvent?.none }
        var arrivals = merge(changes.map(Optional.some), ticks).makeAsyncIterator()
        while !last.isLast, let arrival = await arrivals.next() {
            var now = arrival
            if now == nil { now = try? await desk.standing(as: principal, id) }
            // An answer deleted meanwhile ends the stream.
            guard let now else { break }
            if now.sequence > last.sequence {
                last = now
                try await writer.write(Self.message(now))
            } else if arrival == nil {
                try await writer.write(ByteBuffer(string: ": still \(last.status.rawValue)\n\n"))
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
