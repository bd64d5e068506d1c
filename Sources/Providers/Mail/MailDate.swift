import Core

/// Dates as mail headers write them (RFC 5322 §3.3), in UTC.
enum MailDate {
    /// E.g. `Sat, 21 Nov 2026 04:00:00 +0000`.
    ///
    /// - Parameter unixTime: seconds since 1970; clamped to the years 1970 to 9999.
    static func text(unixTime: Int) -> String {
        let date = CivilDate(unixTime: unixTime)
        return "\(date.shortWeekday), \(CivilDate.pad(date.day)) \(date.shortMonth) \(date.year) \(date.clock) +0000"
    }
}
