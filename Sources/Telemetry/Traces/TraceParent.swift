import Core
package import Tracing

/// Where a span stands in a trace, as it travels between services: the `traceparent` field of W3C Trace Context, level 1.
package struct TraceParent: Sendable, Hashable {
    /// The trace: sixteen bytes, not all zero.
    package let trace: [UInt8]
    /// The span: eight bytes, not all zero.
    package let span: [UInt8]
    /// Whether the trace is kept.
    package let isSampled: Bool

    /// A place in a trace.
    package init(trace: [UInt8], span: [UInt8], isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Reads a field; nil for one that is not as the recommendation says. Versions after 00 may have more behind the flags.
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, let version = Self.bytes(parts[0], 1), version != [0xff],
            version != [0] || parts.count == 4, let trace = Self.bytes(parts[1], 16),
            let span = Self.bytes(parts[2], 8), let flags = Self.bytes(parts[3], 1),
            trace.contains(where: { $0 != 0 }), span.contains(where: { $0 != 0 })
        else { return nil }
        self.init(trace: trace, span: span, isSampled: flags[0] & 1 == 1)
    }

    /// The field.
    package var text: String { "00-\(trace.hexadecimal)-\(span.hexadecimal)-\(isSampled ? "01" : "00")" }

    private static func bytes(_ digits: Substring, _ count: Int) -> [UInt8]? {
        digits.hexadecimalBytes.flatMap { $0.count == count ? $0 : nil }
    }
}

/// The place of the current task in its trace.
private enum TraceParentKey: ServiceContextKey {
    typealias Value = TraceParent
    static let nameOverride: String? = "traceparent"
}

extension ServiceContext {
    /// The span that is under way; nil outside of traces.
    package var traceParent: TraceParent? {
        get { self[TraceParentKey.self] }
        set { self[TraceParentKey.self] = newValue }
    }
}
