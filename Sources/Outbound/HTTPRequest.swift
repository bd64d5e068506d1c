/// One HTTP call to make.
package struct HTTPRequest: Sendable {
    /// The verbs the providers need.
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
        case head = "HEAD"
        case patch = "PATCH"
        case options = "OPTIONS"
    }

    /// The verb.
    package var method: Method
    /// An absolute address; http and https only.
    package var url: String
    /// Header fields in order; a field with a line break or NUL in it refuses the call.
    package var headers: [(name: String, value: String)]
    /// What to send.
    package var body: HTTPBody
    /// Time for one attempt, waiting for a free place included.
    package var timeout: Duration
    /// Time for name resolution, TCP and TLS.
    package var connectTimeout: Duration
    /// How long nothing may move in either direction before the call is given up, in whole seconds, at least one; nil for any time.
    package var silence: Duration?
    /// Largest body accepted in reply, in bytes after decompression.
    package var maxReplyBytes: Int
    /// Whether only addresses of the public internet are connected to, judged by the address itself at that moment; no proxy
    /// is used then.
    package var publicOnly = false
    /// Whether the body of the reply is thrown away; past ``maxReplyBytes`` it is not read on, and the call has succeeded.
    package var discardsReply = false
    /// Calls of one lane share a bound on how many are under way; nil puts a call into its host's lane.
    package var lane: Lane?

    /// A bound on simultaneous calls.
    package struct Lane: Sendable, Hashable {
        /// Who shares it.
        package var name: String
        /// How many calls may be under way; at least 1.
        package var limit: Int

        /// A lane.
        package init(name: String, limit: Int) {
            self.name = name
            self.limit = max(1, limit)
        }
    }

    /// A call.
    package init(
        _ method: Method,
        _ url: String,
        headers: [(name: String, value: String)] = [],
        body: HTTPBody = .empty,
        timeout: Duration = .seconds(60),
        connectTimeout: Duration = .seconds(5),
        maxReplyBytes: Int = 16 << 20,
        lane: Lane? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maxReplyBytes = maxReplyBytes
        self.lane = lane
    }
}
