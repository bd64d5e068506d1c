import Synchronization
package import Tracing

/// One finished span.
package struct SpanRecord: Sendable {
    /// Where it stands.
    package var place: TraceParent
    /// The span it is part of; eight bytes, or none.
    package var parent: [UInt8]?
    /// What was done, without anything of a person.
    package var name: String
    /// Whether it was asked for, asked another service, or neither.
    package var kind: SpanKind
    /// Nanoseconds since 1970.
    package var start: UInt64
    /// Nanoseconds since 1970.
    package var end: UInt64 = 0
    /// What there is to know of it.
    package var attributes = SpanAttributes([:])
    /// How it went; nil when nothing was said.
    package var status: SpanStatus?
    /// What happened meanwhile.
    package var events: [SpanEvent] = []
}

/// Finished spans until they are sent. A full queue drops the newest ones and counts them: what is measured never waits.
package final class SpanQueue: Sendable {
    private struct Waiting {
        var spans: [SpanRecord] = []
        var dropped = 0
    }

    private let limit: Int
    private let waiting = Mutex(Waiting())

    /// A queue of at most `limit` spans, one at least.
    package init(limit: Int) { self.limit = max(1, limit) }

    /// Adds a span, or drops it.
    package func add(_ span: SpanRecord) {
        waiting.withLock { waiting in
            if waiting.spans.count < limit { waiting.spans.append(span) } else { waiting.dropped += 1 }
        }
    }

    /// Takes the oldest spans, at most `most`, and how many were dropped since the last time.
    package func take(_ most: Int) -> (spans: [SpanRecord], dropped: Int) {
        waiting.withLock { waiting in
            let spans = Array(waiting.spans.prefix(most))
            waiting.spans.removeFirst(spans.count)
            defer { waiting.dropped = 0 }
            return (spans, waiting.dropped)
        }
    }

    /// How many wait.
    package var count: Int { waiting.withLock { $0.spans.count } }
}
