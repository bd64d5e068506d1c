package import FoundationEssentials

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
