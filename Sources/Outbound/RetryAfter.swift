import CCurl

/// How long a service asks its callers to wait, from its response headers (RFC 9110 §10.2.3, and OpenAI's `retry-after-ms`).
package enum RetryAfter {
    /// Longest wait believed, in seconds; a header beyond it is a mistake or an attack.
    private static let longest = 86_400.0

    /// The wait asked for, or nil.
    ///
    /// - Parameter unixTime: the present, in seconds since 1970; an HTTP date is taken relative to it.
    package static func wait(headers: [String: String], unixTime: Double) -> Duration? {
        if let text = headers["retry-after-ms"], let milliseconds = number(text) {
            return duration(seconds: milliseconds / 1_000)
        }
        guard let text = headers["retry-after"] else { return nil }
        if let seconds = number(text) { return duration(seconds: seconds) }
        let date = unsafe curl_getdate(text, nil)
        return date < 0 ? nil : duration(seconds: Double(date) - unixTime)
    }

    /// Reads a protobuf duration in JSON, such as Google's RetryInfo sends: `40s`, `0.5s`, and the `450ms` of its messages.
    package static func duration(text: String) -> Duration? {
        if text.hasSuffix("ms") { return number(text.dropLast(2)).flatMap { duration(seconds: $0 / 1_000) } }
        if text.hasSuffix("s") { return number(text.dropLast(1)).flatMap(duration(seconds:)) }
        return nil
    }

    private static func number(_ text: some StringProtocol) -> Double? {
        let digits = text.drop { $0 == " " }
        guard let first = digits.utf8.first, (0x30...0x39).contains(first) || first == 0x2E else { return nil }
        return Double(String(digits.prefix { $0 != " " }))
    }

    private static func duration(seconds: Double) -> Duration? {
        guard seconds.isFinite else { return nil }
        return .milliseconds(Int64((min(max(seconds, 0), longest) * 1_000).rounded(.up)))
    }
}
