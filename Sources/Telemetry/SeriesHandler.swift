import CoreMetrics

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
