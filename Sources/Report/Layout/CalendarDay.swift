import FoundationEssentials

/// A moment in UTC, split into calendar fields (days-from-civil arithmetic for the proleptic Gregorian calendar).
struct CalendarDay: Hashable, Sendable {
    /// The year.
    let year: Int
    /// 1–12.
    let month: Int
    /// 1–31.
    let day: Int
    /// 0–23.
    let hour: Int
    /// 0–59.
    let minute: Int
    /// 0–59.
    let second: Int

    /// The fields of a date; dates outside the years 1970–9999 are moved to their nearest end.
    init(_ date: Date) {
        let seconds = Int(min(max(date.timeIntervalSince1970, 0), 253_402_300_799))
        let days = seconds / 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        hour = seconds / 3600 % 24
        minute = seconds / 60 % 60
        second = seconds % 60
    }

    /// `21 November 2026`.
    var text: String { "\(day) \(Self.months[month - 1]) \(year)" }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
