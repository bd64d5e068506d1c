/// Runs work with a timeout, and does not wait for work that ignores cancellation.
package enum TimeLimit {
    /// What `work` finds within a time; nil when it finds nothing, or takes longer.
    package static func within<Value: Sendable>(
        _ milliseconds: Int,
        _ work: @escaping @Sendable () async -> Value?
    ) async -> Value? {
        let (results, source) = AsyncStream<Value?>.makeStream(bufferingPolicy: .bufferingOldest(1))
        let task = Task { source.yield(await work()) }
        let limit = Task {
            try? await Task.sleep(for: .milliseconds(milliseconds))
            source.yield(nil)
        }
        defer {
            task.cancel()
            limit.cancel()
        }
        for await result in results { return result }
        return nil
    }
}
