/// Calls waiting for a free place in their lane, first come first served within a lane, and the count of those under way.
struct WaitingCalls {
    private let limit: Int
    private var waiting: [CurlCall] = []
    private var busy: [String: Int] = [:]

    /// An empty queue of at most `limit` calls.
    init(limit: Int) { self.limit = limit }

    /// How many wait.
    var count: Int { waiting.count }

    /// When the first of them runs out of time.
    var nextDeadline: ContinuousClock.Instant? { waiting.map(\.deadline).min() }

    /// Adds a call at the end; hands it back when the queue is full and its lane is too.
    mutating func add(_ call: CurlCall) -> CurlCall? {
        if waiting.count >= limit, !hasRoom(call.target.lane) { return call }
        waiting.append(call)
        return nil
    }

    /// Takes out the first call whose lane has room, and counts it as under way.
    mutating func takeNext() -> CurlCall? {
        guard let index = waiting.firstIndex(where: { hasRoom($0.target.lane) }) else { return nil }
        let call = waiting.remove(at: index)
        busy[call.target.lane.name, default: 0] += 1
        return call
    }

    /// Takes out the calls whose time is over.
    mutating func takeExpired(at now: ContinuousClock.Instant) -> [CurlCall] {
        guard waiting.contains(where: { $0.deadline <= now }) else { return [] }
        defer { waiting.removeAll { $0.deadline <= now } }
        return waiting.filter { $0.deadline <= now }
    }

    /// Takes out one call.
    mutating func remove(_ id: UInt64) -> CurlCall? {
        waiting.firstIndex { $0.id == id }.map { waiting.remove(at: $0) }
    }

    /// Takes out all calls.
    mutating func takeAll() -> [CurlCall] {
        defer { waiting = [] }
        return waiting
    }

    /// Notes that a call taken with ``takeNext()`` is over.
    mutating func release(_ lane: HTTPRequest.Lane) {
        let left = (busy[lane.name] ?? 1) - 1
        busy[lane.name] = left > 0 ? left : nil
    }

    private func hasRoom(_ lane: HTTPRequest.Lane) -> Bool { busy[lane.name, default: 0] < lane.limit }
}
