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

/// The numbers of one time series.
final class Series: Sendable {
    /// How they are added up.
    enum Kind: String, Sendable {
        case counter, gauge, histogram
    }

    private struct State {
        var value = 0.0
        var count = 0
        var buckets = [Int](repeating: 0, count: PrometheusRegistry.buckets.count)
    }

    /// How they are added up.
    let kind: Kind
    private let state = Mutex(State())

    init(_ kind: Kind) { self.kind = kind }

    /// Adds to a counter or a gauge.
    func add(_ amount: Double) { state.withLock { $0.value += amount } }

    /// Sets a gauge.
    func set(_ value: Double) { state.withLock { $0.value = value } }

    /// Takes one observation of a histogram.
    func observe(_ value: Double) {
        state.withLock { state in
            state.value += value
            state.count += 1
            if let bucket = PrometheusRegistry.buckets.firstIndex(where: { value <= $0 }) { state.buckets[bucket] += 1 }
        }
    }

    /// The lines of the exposition.
    func lines(_ key: MetricKey) -> [String] {
        let state = state.withLock { $0 }
        guard kind == .histogram else { return ["\(key.name)\(key.text()) \(Self.text(state.value))"] }
        var sum = 0
        var lines: [String] = []
        for (bound, count) in zip(PrometheusRegistry.buckets, state.buckets) {
            sum += count
            lines.append("\(key.name)_bucket\(key.text(adding: .init(name: "le", value: Self.text(bound)))) \(sum)")
        }
        lines.append("\(key.name)_bucket\(key.text(adding: .init(name: "le", value: "+Inf"))) \(state.count)")
        lines.append("\(key.name)_sum\(key.text()) \(Self.text(state.value))")
        lines.append("\(key.name)_count\(key.text()) \(state.count)")
        return lines
    }

    /// A number without a needless fraction.
    static func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf" }
        return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }
}

/// Hands what a metric says to its series. Durations become seconds.
final class SeriesHandler: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    private let series: Series

    init(_ series: Series) { self.series = series }

    func increment(by amount: Int64) { series.add(Double(amount)) }

    func increment(by amount: Double) { series.add(amount) }

    func decrement(by amount: Double) { series.add(-amount) }

    func reset() { series.set(0) }

    func set(_ value: Int64) { series.set(Double(value)) }

    func set(_ value: Double) { series.set(value) }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        if series.kind == .histogram { series.observe(value) } else { series.set(value) }
    }

    func recordNanoseconds(_ duration: Int64) { series.observe(Double(duration) / 1_000_000_000) }
}

/// One time series: a name and its labels, both in Prometheus' spelling.
struct MetricKey: Hashable, Comparable {
    /// The metric's name.
    let name: String
    /// Its labels, sorted by name.
    let labels: [Label]

    /// One label.
    struct Label: Hashable {
        let name: String
        let value: String
    }

    init(_ name: String, _ dimensions: [(String, String)]) {
        self.name = Self.name(name)
        labels = dimensions.map { Label(name: Self.name($0.0), value: $0.1) }.sorted { $0.name < $1.name }
    }

    private init(name: String, labels: [Label]) {
        self.name = name
        self.labels = labels
    }

    /// The series that stands for all that are too many: the same label names, every value `other`.
    var overflow: MetricKey {
        MetricKey(name: name, labels: labels.map { Label(name: $0.name, value: "other") })
    }

    /// `{a="b",c="d"}`, or nothing.
    func text(adding extra: Label? = nil) -> String {
        let all = labels + (extra.map { [$0] } ?? [])
        guard !all.isEmpty else { return "" }
        return "{" + all.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",") + "}"
    }

    static func < (a: MetricKey, b: MetricKey) -> Bool { (a.name, a.text()) < (b.name, b.text()) }

    /// Letters, digits and underscores, not beginning with a digit.
    private static func name(_ text: String) -> String {
        let mapped = text.map { character -> Character in
            character.isASCII && (character.isLetter || character.isNumber) || character == "_" ? character : "_"
        }
        let name = String(mapped)
        return name.first.map { $0.isNumber } ?? true ? "_" + name : name
    }

    private static func escaped(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
