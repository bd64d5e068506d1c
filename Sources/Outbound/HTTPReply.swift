/// What a server answered; any status, a refusal included.
package struct HTTPReply: Sendable, Hashable {
    /// The HTTP status.
    package var status: Int
    /// Header fields by lower-case name; the last of a repeated field.
    package var headers: [String: String]
    /// The body, decompressed.
    package var body: [UInt8]
    /// Time from the first byte out to the last byte in.
    package var duration: Duration

    /// A reply.
    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = [], duration: Duration = .zero) {
        self.status = status
        self.headers = headers
        self.body = body
        self.duration = duration
    }

    /// Whether the status is 2xx.
    package var isSuccess: Bool { (200..<300).contains(status) }

    /// The body as text; bytes that are not UTF-8 become U+FFFD.
    package var text: String { String(decoding: body, as: UTF8.self) }
}
