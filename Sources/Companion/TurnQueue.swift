/// Requests of several callers that wait: each caller's in their order, one of each caller in turn.
struct TurnQueue<Value: Sendable>: Sendable {
    /// A request and who waits for it.
    struct Entry: Sendable {
        /// Who waits.
        let caller: Int
        /// The request.
        var value: Value
    }

    private let capacity: Int
    private var order: [Int] = []
    private var waiting: [Int: [Value]] = [:]
    private var count = 0

    /// An empty queue for at most `capacity` requests.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// Whether nothing waits.
    var isEmpty: Bool { count == 0 }

    /// Adds a request; false when the queue is full.
    mutating func add(_ value: Value, caller: Int) -> Bool {
        guard count < capacity else { return false }
        if waiting[caller] == nil { order.append(caller) }
        waiting[caller, default: []].append(value)
        count += 1
        return true
    }

    /// The first request of the caller whose turn it is; that caller is last then.
    mutating func next() -> Entry? {
        guard let caller = order.first, var own = waiting[caller], !own.isEmpty else { return nil }
        order.removeFirst()
        let value = own.removeFirst()
        waiting[caller] = own.isEmpty ? nil : own
        if !own.isEmpty { order.append(caller) }
        count -= 1
        return Entry(caller: caller, value: value)
    }

    /// Puts a request back to the front of all, because it was begun already.
    mutating func putBack(_ entry: Entry) {
        order.removeAll { $0 == entry.caller }
        order.insert(entry.caller, at: 0)
        waiting[entry.caller, default: []].insert(entry.value, at: 0)
        count += 1
    }

    /// Takes the first request out that fits; nil when none does.
    mutating func remove(where fits: (Value) -> Bool) -> Value? {
        for caller in order {
            guard var own = waiting[caller], let index = own.firstIndex(where: fits) else { continue }
            let value = own.remove(at: index)
            waiting[caller] = own.isEmpty ? nil : own
            if own.isEmpty { order.removeAll { $0 == caller } }
            count -= 1
            return value
        }
        return nil
    }

    /// Takes all requests out.
    mutating func removeAll() -> [Value] {
        let all = order.flatMap { waiting[$0] ?? [] }
        order = []
        waiting = [:]
        count = 0
        return all
    }
}
