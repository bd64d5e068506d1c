import Core
package import FoundationEssentials

/// Dates as HTTP writes them (RFC 9110 §5.6.7), always in GMT and in English.
package enum HTTPDate {
    /// E.g. `Sun, 06 Nov 1994 08:49:37 GMT`.
    package static func text(_ date: Date) -> String {
        let date = CivilDate(date)
        return "\(date.shortWeekday), \(CivilDate.pad(date.day)) \(date.shortMonth) \(date.year) \(date.clock) GMT"
    }
}
