import Core
import Tracing

/// Finished spans as a request of OTLP/HTTP in JSON (opentelemetry-proto, `ExportTraceServiceRequest`): ids in hexadecimal, enums
/// and 64-bit numbers as OTLP's JSON mapping says.
package enum OTLPTraces {
    /// The body for some spans of a process.
    ///
    /// - Parameters:
    ///   - resource: what the process is, as `service.name`.
    ///   - scope: the name and the version of what made the spans.
    package static func json(
        _ spans: [SpanRecord],
        resource: [(name: String, value: String)],
        scope: (name: String, version: String)
    ) -> String {
        let facts = resource.map {
            "{\"key\":\($0.name.jsonLiteral),\"value\":{\"stringValue\":\($0.value.jsonLiteral)}}"
        }
        let own = "{\"name\":\(scope.name.jsonLiteral),\"version\":\(scope.version.jsonLiteral)}"
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[\(facts.joined(separator: ","))]},"
            + "\"scopeSpans\":[{\"scope\":\(own),\"spans\":[\(spans.map(text).joined(separator: ","))]}]}]}"
    }

    private static func text(_ span: SpanRecord) -> String {
        var fields = [
            "\"traceId\":\"\(span.place.trace.hexadecimal)\"",
            "\"spanId\":\"\(span.place.span.hexadecimal)\"",
        ]
        if let parent = span.parent { fields.append("\"parentSpanId\":\"\(parent.hexadecimal)\"") }
        fields += [
            "\"name\":\(span.name.jsonLiteral)", "\"kind\":\(number(span.kind))",
            "\"startTimeUnixNano\":\"\(span.start)\"", "\"endTimeUnixNano\":\"\(span.end)\"",
            "\"attributes\":\(text(span.attributes))",
        ]
        if !span.events.isEmpty { fields.append("\"events\":[\(span.events.map(text).joined(separator: ","))]") }
        if let status = span.status {
            let message = status.message.map { ",\"message\":\($0.jsonLiteral)" } ?? ""
            fields.append("\"status\":{\"code\":\(status.code == .ok ? 1 : 2)\(message)}")
        }
        return "{\(fields.joined(separator: ","))}"
    }

    private static func text(_ event: SpanEvent) -> String {
        "{\"timeUnixNano\":\"\(event.nanosecondsSinceEpoch)\",\"name\":\(event.name.jsonLiteral),"
            + "\"attributes\":\(text(event.attributes))}"
    }

    private static func text(_ attributes: SpanAttributes) -> String {
        var found: [(String, String)] = []
        attributes.forEach { name, value in
            if let text = text(value) { found.append((name, text)) }
        }
        let sorted = found.sorted { $0.0 < $1.0 }
        return "[\(sorted.map { "{\"key\":\($0.0.jsonLiteral),\"value\":\($0.1)}" }.joined(separator: ","))]"
    }

    private static func text(_ value: SpanAttribute) -> String? {
        switch value {
        case .int32(let number): "{\"intValue\":\"\(number)\"}"
        case .int64(let number): "{\"intValue\":\"\(number)\"}"
        case .double(let number): number.isFinite ? "{\"doubleValue\":\(number)}" : nil
        case .bool(let flag): "{\"boolValue\":\(flag)}"
        case .string(let text): "{\"stringValue\":\(text.jsonLiteral)}"
        case .stringConvertible(let thing): "{\"stringValue\":\("\(thing)".jsonLiteral)}"
        default: nil
        }
    }

    /// The number of `Span.SpanKind`.
    private static func number(_ kind: SpanKind) -> Int {
        switch kind {
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        default: 1
        }
    }
}
