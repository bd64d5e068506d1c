package import Core

/// A value both engines store alike: JSON and enums are text, times are milliseconds, booleans are 0 and 1.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    /// Text, or null.
    package static func optional(_ text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }

    /// A whole number.
    package static func int(_ number: Int) -> SQLValue { .integer(Int64(number)) }

    /// A time.
    package static func time(_ instant: Instant) -> SQLValue { .integer(instant.milliseconds) }

    /// A time, or null.
    package static func time(_ instant: Instant?) -> SQLValue { instant.map { .time($0) } ?? .null }

    /// 0 or 1.
    package static func flag(_ flag: Bool) -> SQLValue { .integer(flag ? 1 : 0) }
}
