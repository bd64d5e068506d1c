package import CoreMetrics
import Synchronization

/// Keeps what the process measures and writes it as Prometheus text (exposition format 0.0.4). Each metric has at most
/// ``maxSeries`` label sets; further ones are added up under `other`, so that no client can fill the memory with names.
package final class PrometheusRegistry: MetricsFactory {
    /// Label sets kept of one metric.
    package static let maxSeries = 200
    /// Upper bounds of the buckets of durations, in seconds.
    package static let buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

    private let series = Mutex<[MetricKey: Series]>([:])
    private let counts = Mutex<[String: Int]>([:])

    private let help: @Sendable (String) -> String?

    /// Nothing measured yet.
    ///
    /// - Parameter help: what is said of a metric, by its name; nil for nothing.
    package init(help: @escaping @Sendable (String) -> String? = { _ in nil }) { self.help = help }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        SeriesHandler(find(label, dimensions, .counter))
    }

    package func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        SeriesHandler(find(label, dimensions, .counter))
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        SeriesHandler(find(label, dimensions, .gauge))
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        SeriesHandler(find(label, dimensions, aggregate ? .histogram : .gauge))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        SeriesHandler(find(label, dimensions, .histogram))
    }

    package func destroyCounter(_ handler: any CounterHandler) {}

    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}

    package func destroyMeter(_ handler: any MeterHandler) {}

    package func destroyRecorder(_ handler: any RecorderHandler) {}

    package func destroyTimer(_ handler: any TimerHandler) {}

    /// Everything, as text.
    package var text: String {
        var lines: [String] = []
        var named = ""
        for (key, series) in series.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
            if key.name != named {
                named = key.name
                if let text = help(key.name) { lines.append("# HELP \(key.name) \(text)") }
                lines.append("# TYPE \(key.name) \(series.kind.rawValue)")
            }
            lines += series.lines(key)
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func find(_ label: String, _ dimensions: [(String, String)], _ kind: Series.Kind) -> Series {
        let wanted = MetricKey(label, dimensions)
        return series.withLock { series in
            if let found = series[wanted] { return found }
            let isFull = counts.withLock { counts in
                let count = counts[wanted.name, default: 0]
                if count < Self.maxSeries { counts[wanted.name] = count + 1 }
                return count >= Self.maxSeries
            }
            let key = isFull ? wanted.overflow : wanted
            if let found = series[key] { return found }
            let made = Series(kind)
            series[key] = made
            return made
        }
    }
}
