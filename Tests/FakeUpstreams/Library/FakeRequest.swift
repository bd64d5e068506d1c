import FoundationEssentials

/// A call as a fake saw it.
package struct FakeRequest: Sendable {
    /// The verb.
    package var method: String
    /// The path without query.
    package var path: String
    /// The query, raw.
    package var query: String
    /// Header fields by lower-case name.
    package var headers: [String: String]
    /// The whole body.
    package var body: [UInt8]

    /// When it was there as a whole, in milliseconds since 1970.
    package var arrivalMs = Int64(Date().timeIntervalSince1970 * 1000)

    /// The body as text; bytes that are no UTF-8 become U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
