import CoreMetrics
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1)))
struct PrometheusTests {
    @Test func `counters, gauges and histograms are written as the format wants them`() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "calls.total", dimensions: [("upstream", "a\"b\\c\n")]).increment(by: 3)
        registry.makeMeter(label: "depth", dimensions: []).set(2.5)
        let timer = registry.makeTimer(label: "stage_seconds", dimensions: [("stage", "decode"), ("outcome", "done")])
        for milliseconds in [4, 200, 700_000] { timer.recordNanoseconds(Int64(milliseconds) * 1_000_000) }
        let lines = registry.text.split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(4) == [
                "# TYPE calls_total counter", #"calls_total{upstream="a\"b\\c\n"} 3"#, "# TYPE depth gauge",
                "depth 2.5",
            ]
        )
        #expect(lines.contains("# TYPE stage_seconds histogram"))
        #expect(lines.contains(#"stage_seconds_bucket{outcome="done",stage="decode",le="0.005"} 1"#))
        #expect(lines.contains(#"stage_seconds_bucket{outcome="done",stage="decode",le="300"} 2"#))
        #expect(lines.contains(#"stage_seconds_bucket{outcome="done",stage="decode",le="+Inf"} 3"#))
        #expect(lines.contains(#"stage_seconds_sum{outcome="done",stage="decode"} 700.204"#))
        #expect(lines.contains(#"stage_seconds_count{outcome="done",stage="decode"} 3"#))
    }

    @Test func `the same series is the same wherever it is made`() {
        let registry = PrometheusRegistry()
        for labels in [[("a", "1"), ("b", "2")], [("b", "2"), ("a", "1")]] {
            registry.makeCounter(label: "n", dimensions: labels).increment(by: 1)
        }
        #expect(registry.text == "# TYPE n counter\nn{a=\"1\",b=\"2\"} 2\n")
    }

    @Test func `too many label sets are added up, and nothing is lost`() {
        let registry = PrometheusRegistry()
        let many = PrometheusRegistry.maxSeries + 50
        for index in 0..<many { registry.makeCounter(label: "n", dimensions: [("path", "/\(index)")]).increment(by: 1) }
        let lines = registry.text.split(separator: "\n").dropFirst()
        #expect(lines.count == PrometheusRegistry.maxSeries + 1)
        #expect(lines.contains(#"n{path="other"} 50"#))
    }
}
