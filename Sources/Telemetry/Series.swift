import Synchronization

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
