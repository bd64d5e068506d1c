package import FoundationEssentials

/// A time as it is stored: whole milliseconds since 1970 UTC. Everything that decides by time takes one as a parameter.
package struct Instant: Sendable, Hashable, Comparable, Codable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var milliseconds: Int64

    /// A time from its milliseconds.
    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    /// A date, cut to whole milliseconds; dates out of any sensible range are clamped.
    package init(_ date: Date) {
        let value = (date.timeIntervalSince1970 * 1000).rounded()
        milliseconds = value.isFinite ? Int64(max(-1e15, min(1e15, value))) : 0
    }

    /// The same time as a date.
    package var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }

    /// The time `milliseconds` later.
    package func advanced(byMs milliseconds: Int) -> Instant {
        Instant(milliseconds: self.milliseconds &+ Int64(milliseconds))
    }

    package static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }
}
