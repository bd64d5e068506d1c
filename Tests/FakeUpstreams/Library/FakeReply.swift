/// What a fake answers.
package struct FakeReply: Sendable {
    /// The HTTP status.
    package var status: Int
    /// Header fields besides the content type.
    package var headers: [String: String] = [:]
    /// The media type.
    package var type = "application/json"
    /// The body.
    package var body: [UInt8]
    /// Whether the connection breaks halfway through the body.
    package var isCutOff = false

    /// A reply with a text body, by default JSON.
    package init(_ status: Int, _ body: String, headers: [String: String] = [:], type: String = "application/json") {
        self.status = status
        self.headers = headers
        self.type = type
        self.body = Array(body.utf8)
    }

    /// A success with a JSON body.
    package init(_ body: String) { self.init(200, body) }

    /// The reply broken as a mode wants it.
    func altered(by mode: FakeMode) -> FakeReply {
        var reply = self
        switch mode {
        case .malformed: reply.body = Array(body.prefix(body.count / 2))
        case .reset: reply.isCutOff = true
        case .huge: reply.body = [UInt8](repeating: 0x20, count: 64 << 20)
        case .html:
            reply = FakeReply(502, "<html><body><h1>502 Bad Gateway</h1></body></html>", type: "text/html")
        default: break
        }
        return reply
    }
}
