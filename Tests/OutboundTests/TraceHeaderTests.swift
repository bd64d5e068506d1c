import FakeUpstreams
import Logging
import Outbound
import Testing
import Tracing

/// What the process's instrument would be: writes the context's trace, and baggage that must stay at home.
private struct Recorder: Instrument {
    func extract<Carrier, Extract>(_ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract)
    where Extract: Extractor, Extract.Carrier == Carrier {}

    func inject<Carrier, Inject>(_ context: ServiceContext, into carrier: inout Carrier, using injector: Inject)
    where Inject: Injector, Inject.Carrier == Carrier {
        guard let trace = context[TraceKey.self] else { return }
        injector.inject(trace, forKey: "traceparent", into: &carrier)
        injector.inject("candidate=Ada", forKey: "baggage", into: &carrier)
    }
}

private enum TraceKey: ServiceContextKey {
    typealias Value = String
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct TraceHeaderTests {
    private static let isReady: Bool = {
        InstrumentationSystem.bootstrap(Recorder())
        return true
    }()

    @Test func `the current trace goes out with a call, and nothing else of the context`() async throws {
        #expect(Self.isReady)
        try await FakeUpstreams.with { fakes in
            let client = try HTTPClient()
            defer { client.close() }
            let upstream = Upstream("fake", client: client, logger: Logger(label: "test"))
            func call() async throws {
                _ = try await upstream.call { () throws(OutboundError) in
                    HTTPRequest(.get, fakes.openAI.baseURL + "/models")
                } reading: { reply throws(OutboundError) in
                    reply.status
                }
            }
            try await call()
            let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
            var context = ServiceContext.topLevel
            context[TraceKey.self] = trace
            try await ServiceContext.withValue(context) { try await call() }
            let headers = fakes.openAI.requests.map(\.headers)
            #expect(headers.map { $0["traceparent"] } == [nil, trace])
            #expect(headers.allSatisfy { $0["baggage"] == nil })
        }
    }
}
