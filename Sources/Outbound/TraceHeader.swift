import Tracing

/// The current trace, for the service we call (W3C Trace Context).
enum TraceHeader {
    /// The `traceparent` that the process's instrument makes of the current context; nothing without an instrument or a span.
    /// Only this field goes out: baggage may hold what other services must not see.
    static var current: [(name: String, value: String)] {
        guard let context = ServiceContext.current else { return [] }
        var fields = Fields()
        InstrumentationSystem.instrument.inject(context, into: &fields, using: Writer())
        return fields.traceparent.map { [("traceparent", $0)] } ?? []
    }

    private struct Fields {
        var traceparent: String?
    }

    private struct Writer: Injector {
        func inject(_ value: String, forKey key: String, into fields: inout Fields) {
            if key.lowercased() == "traceparent" { fields.traceparent = value }
        }
    }
}
