import Synchronization
package import Tracing

/// Makes spans and puts the finished ones of traces that are kept into a queue. Whether a trace is kept is decided where it
/// begins: by its first bytes, so that every service decides alike; a trace that came with a request is kept as its caller keeps it.
package struct SpanTracer: Tracer {
    private let queue: SpanQueue
    private let keptPercent: Int

    /// A tracer.
    ///
    /// - Parameter keptPercent: how many of a hundred traces that begin here are kept.
    package init(queue: SpanQueue, keptPercent: Int) {
        self.queue = queue
        self.keptPercent = keptPercent
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String,
        context: @autoclosure () -> ServiceContext,
        ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant,
        function: String,
        file fileID: String,
        line: UInt
    ) -> KeptSpan {
        var context = context()
        let parent = context.traceParent
        let trace = parent?.trace ?? Self.random(16)
        let place = TraceParent(
            trace: trace,
            span: Self.random(8),
            isSampled: parent?.isSampled ?? (Int(trace[0]) * 256 + Int(trace[1]) < keptPercent * 65_536 / 100)
        )
        context.traceParent = place
        let record = SpanRecord(
            place: place,
            parent: parent?.span,
            name: operationName,
            kind: kind,
            start: instant().nanosecondsSinceEpoch
        )
        return KeptSpan(record, context: context, queue: place.isSampled ? queue : nil)
    }

    package func forceFlush() {}

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier,
        into context: inout ServiceContext,
        using extractor: Extract
    ) where Extract.Carrier == Carrier {
        guard let text = extractor.extract(key: "traceparent", from: carrier) else { return }
        context.traceParent = TraceParent(text) ?? context.traceParent
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext,
        into carrier: inout Carrier,
        using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let place = context.traceParent else { return }
        injector.inject(place.text, forKey: "traceparent", into: &carrier)
    }

    /// Random bytes that are not all zero.
    private static func random(_ count: Int) -> [UInt8] {
        var bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
        if bytes.allSatisfy({ $0 == 0 }) { bytes[count - 1] = 1 }
        return bytes
    }
}

/// A span under way. It has at most 32 attributes and 16 events; further ones are left out.
package final class KeptSpan: Tracing.Span {
    private static let (mostAttributes, mostEvents) = (32, 16)

    package let context: ServiceContext
    private let queue: SpanQueue?
    private let record: Mutex<SpanRecord>
    private let isOver = Mutex(false)

    /// A span whose record goes into a queue at its end; without a queue it is not kept.
    init(_ record: SpanRecord, context: ServiceContext, queue: SpanQueue?) {
        self.context = context
        self.queue = queue
        self.record = Mutex(record)
    }

    package var isRecording: Bool { queue != nil && !isOver.withLock { $0 } }

    package var operationName: String {
        get { record.withLock { $0.name } }
        set { record.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { record.withLock { $0.attributes } }
        set {
            record.withLock { record in
                if newValue.count <= Self.mostAttributes { record.attributes = newValue }
            }
        }
    }

    package func setStatus(_ status: SpanStatus) { record.withLock { $0.status = status } }

    package func addEvent(_ event: SpanEvent) {
        record.withLock { record in
            if record.events.count < Self.mostEvents { record.events.append(event) }
        }
    }

    /// Notes the type of an error, not its text: that may hold words of a person.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error,
        attributes: SpanAttributes,
        at instant: @autoclosure () -> Instant
    ) {
        var attributes = attributes
        attributes["exception.type"] = "\(type(of: error))"
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: attributes))
        record.withLock { $0.status = $0.status ?? SpanStatus(code: .error) }
    }

    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let isFirst = isOver.withLock { isOver in
            defer { isOver = true }
            return !isOver
        }
        guard isFirst, let queue else { return }
        let end = instant().nanosecondsSinceEpoch
        queue.add(
            record.withLock { record in
                record.end = max(end, record.start)
                return record
            }
        )
    }
}
