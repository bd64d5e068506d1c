/// Dates as mail headers write them (RFC 5322 §3.3), in UTC.
enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// E.g. `Sat, 21 Nov 2026 04:00:00 +0000`.
    ///
    /// - Parameter unixTime: seconds since 1970; clamped to the years 1970 to 9999.
    static func text(unixTime: Int) -> String {
        let time = min(max(unixTime, 0), 253_402_300_799)
        let day = time / 86_400
        let date = CivilDate(daysSince1970: day)
        let clock = [time / 3_600 % 24, time / 60 % 60, time % 60].map(two).joined(separator: ":")
        return "\(days[day % 7]), \(two(date.day)) \(months[date.month - 1]) \(date.year) \(clock) +0000"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
