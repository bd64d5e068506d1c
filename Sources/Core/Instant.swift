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

/// A second in UTC as fields of the Gregorian calendar, by H. Hinnant's "chrono-compatible low-level date algorithms"
/// (`civil_from_days`).
package struct CivilDate: Hashable, Sendable {
    /// 1970–9999.
    package let year: Int
    /// 1–12.
    package let month: Int
    /// 1–31.
    package let day: Int
    /// 0–23.
    package let hour: Int
    /// 0–59.
    package let minute: Int
    /// 0–59.
    package let second: Int
    /// The day of the week: 0 is Sunday.
    package let weekday: Int

    /// The fields of a time.
    ///
    /// - Parameter unixTime: seconds since 1970; times outside the years 1970–9999 are moved to their nearest end.
    package init(unixTime: Int) {
        let seconds = min(max(unixTime, 0), 253_402_300_799)
        let days = seconds / 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = seconds / 3_600 % 24
        minute = seconds / 60 % 60
        second = seconds % 60
        weekday = (days + 4) % 7
    }

    /// The fields of a date; dates outside the years 1970–9999 are moved to their nearest end.
    package init(_ date: Date) {
        self.init(unixTime: Int(min(max(date.timeIntervalSince1970, 0), 253_402_300_799)))
    }

    /// `21 November 2026`.
    package var text: String { "\(day) \(Self.months[month - 1]) \(year)" }
    /// `Sat`, as headers of HTTP and mail have it.
    package var shortWeekday: String { ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][weekday] }
    /// `Nov`, as headers of HTTP and mail have it.
    package var shortMonth: String { String(Self.months[month - 1].prefix(3)) }
    /// `04:00:00`.
    package var clock: String { [hour, minute, second].map(Self.pad).joined(separator: ":") }

    /// Two digits.
    package static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

/// Time and chance as the pipeline sees them, so that tests can hold both.
package struct PipelineClock: Sendable {
    /// What time it is.
    package var now: @Sendable () -> Date
    /// Waits; throws `CancellationError` when the task is cancelled.
    package var sleep: @Sendable (_ milliseconds: Int) async throws -> Void
    /// A number in 0..<1.
    package var jitter: @Sendable () -> Double
    /// Time since some moment of the past, by a clock that only goes forwards: for ages of what this process did itself.
    package var uptime: @Sendable () -> Duration

    /// A clock.
    package init(
        now: @escaping @Sendable () -> Date,
        sleep: @escaping @Sendable (_ milliseconds: Int) async throws -> Void,
        jitter: @escaping @Sendable () -> Double,
        uptime: @escaping @Sendable () -> Duration = PipelineClock.systemUptime
    ) {
        self.now = now
        self.sleep = sleep
        self.jitter = jitter
        self.uptime = uptime
    }

    /// The system's time and randomness.
    package static let system = PipelineClock(
        now: { Date() },
        sleep: { try await Task.sleep(for: .milliseconds(max(0, $0))) },
        jitter: { Double.random(in: 0..<1) }
    )

    private static let started = ContinuousClock.now

    /// The time this process runs, also while the machine sleeps.
    package static let systemUptime: @Sendable () -> Duration = { started.duration(to: .now) }

    /// What time it is, in milliseconds.
    package var instant: Instant { Instant(now()) }
}
