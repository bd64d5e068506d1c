import Telemetry
import Testing
import Tracing

/// Spans: their places, what is kept of them, and their form on the wire.
@Suite(.timeLimit(.minutes(1)))
struct TraceTests {
    private static let field = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    private struct Oops: Error {}

    @Test func `traceparent is read as the recommendation says`() {
        #expect(TraceParent(Self.field)?.text == Self.field)
        #expect(TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")?.isSampled == false)
        // A later version may say more.
        #expect(TraceParent("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what") != nil)
        for wrong in [
            "", "00", "00-00000000000000000000000000000000-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01", Self.field + "-more",
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        ] { #expect(TraceParent(wrong) == nil, "\(wrong)") }
    }

    @Test func `a span of a span is in its trace, and none is kept of a trace that is not`() {
        let queue = SpanQueue(limit: 10)
        let tracer = SpanTracer(queue: queue, keptPercent: 100)
        let outer = tracer.startSpan("outer", context: .topLevel, ofKind: .server)
        let inner = tracer.startSpan("inner", context: outer.context, ofKind: .client)
        inner.end()
        outer.end()
        outer.end()
        let spans = queue.take(10).spans
        #expect(spans.map(\.name) == ["inner", "outer"])
        #expect(spans[0].parent == spans[1].place.span && spans[0].place.trace == spans[1].place.trace)
        #expect(spans.allSatisfy { $0.start > 0 && $0.end >= $0.start })
        var context = ServiceContext.topLevel
        context.traceParent = TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00")
        tracer.startSpan("unkept", context: context, ofKind: .server).end()
        SpanTracer(queue: queue, keptPercent: 0).startSpan("none", context: .topLevel, ofKind: .server).end()
        #expect(queue.count == 0)
    }

    @Test func `about as many traces are kept as the setting says`() {
        let queue = SpanQueue(limit: 10_000)
        let tracer = SpanTracer(queue: queue, keptPercent: 25)
        for _ in 0..<4_000 { tracer.startSpan("one", context: .topLevel, ofKind: .server).end() }
        // Five standard deviations of a binomial distribution on either side.
        #expect(abs(queue.count - 1_000) < 137)
    }

    @Test func `a full queue drops and counts`() {
        let queue = SpanQueue(limit: 3)
        let tracer = SpanTracer(queue: queue, keptPercent: 100)
        for number in 0..<5 { tracer.startSpan("\(number)", context: .topLevel, ofKind: .internal).end() }
        let (spans, dropped) = queue.take(2)
        #expect(spans.map(\.name) == ["0", "1"] && dropped == 2)
        #expect(queue.take(2).dropped == 0 && queue.count == 0)
    }

    @Test func `the JSON is OTLP's, and has the type of an error but not its words`() {
        let queue = SpanQueue(limit: 3)
        let tracer = SpanTracer(queue: queue, keptPercent: 100)
        var context = ServiceContext.topLevel
        context.traceParent = TraceParent(Self.field)
        let span = tracer.startSpan("GET \"x\"", context: context, ofKind: .client)
        span.attributes["http.response.status_code"] = 503
        span.attributes["a.text"] = "line\nbreak"
        span.attributes["a.flag"] = true
        span.recordError(Oops())
        span.end()
        let json = OTLPTraces.json(queue.take(1).spans, resource: [("service.name", "t")], scope: ("debrief", "1"))
        for part in [
            #""traceId":"0af7651916cd43dd8448eb211c80319c""#, #""parentSpanId":"b7ad6b7169203331""#,
            #""name":"GET \"x\"","kind":3"#, #"{"key":"a.flag","value":{"boolValue":true}}"#,
            #"{"key":"a.text","value":{"stringValue":"line\nbreak"}}"#,
            #"{"key":"http.response.status_code","value":{"intValue":"503"}}"#,
            #"{"key":"exception.type","value":{"stringValue":"Oops"}}"#, #""status":{"code":2}"#,
            #""resource":{"attributes":[{"key":"service.name","value":{"stringValue":"t"}}]}"#,
        ] { #expect(json.contains(part), "\(part)\n\(json)") }
    }
}
