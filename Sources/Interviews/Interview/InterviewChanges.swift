import Synchronization

/// Tells those who follow an interview in this process that it changed. A hint only: followers look at the database too, because
/// another process may have made the change.
package final class InterviewChanges: Sendable {
    private struct Followers {
        var next = 0
        var streams: [InterviewID: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let followers = Mutex(Followers())

    /// There is no follower yet.
    package init() {}

    /// One element, at most one kept, for each burst of changes.
    func follow(_ id: InterviewID) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let number = followers.withLock { followers in
            followers.next += 1
            followers.streams[id, default: [:]][followers.next] = continuation
            return followers.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.followers.withLock { followers in
                followers.streams[id]?[number] = nil
                if followers.streams[id]?.isEmpty == true { followers.streams[id] = nil }
            }
        }
        return stream
    }

    /// Tells the followers of an interview.
    func publish(_ id: InterviewID) {
        let streams = followers.withLock { $0.streams[id].map { Array($0.values) } ?? [] }
        for stream in streams { stream.yield() }
    }
}
