import Logging
import Metrics
import MetricsTestKit
import Outbound
import Testing

@Suite(.serialized, .timeLimit(.minutes(1)))
struct BillTests {
    @Test func `tokens and seconds are added up per service; nonsense is not`() throws {
        let metrics = TestMetrics()
        let client = try HTTPClient()
        defer { client.close() }
        let upstream = Upstream("billed", client: client, logger: Logger(label: "test"))
        withMetricsFactory(metrics) {
            for bill in [
                Bill(tokens: 812), Bill(tokens: 8, seconds: 3.45), Bill(seconds: 4), Bill(), Bill(tokens: -5),
                Bill(seconds: .nan), Bill(seconds: .infinity),
            ] {
                upstream.bill(bill)
            }
        }
        let tokens = try metrics.expectCounter("upstream_tokens_total", [("upstream", "billed")])
        #expect(tokens.totalValue == 820)
        // A floating-point counter without a handler of its own adds whole units to a plain one, and keeps the rest.
        let seconds = try metrics.expectCounter("upstream_audio_seconds_total", [("upstream", "billed")])
        #expect(seconds.totalValue == 7)
    }
}
