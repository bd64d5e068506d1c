import CCurl

/// One call under way: libcurl's easy handle, what it reads from and what it writes to. The loop's thread alone touches it.
@safe final class CurlTransfer {
    /// What was asked.
    let call: CurlCall
    /// libcurl's handle; freed with the transfer, after the loop took it out of its multi handle.
    let easy: UnsafeMutableRawPointer
    /// The handle's address, to find the transfer by.
    var key: UInt { unsafe UInt(bitPattern: easy) }
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private let source: BodyReader
    private let started = ContinuousClock.now
    private var headers: [String: String] = [:]
    private var headerBytes = 0
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var isUnreadable = false
    private var isNotPublic = false
    private var discarded = 0
    private var isEnough = false
    private var bodyBegan: ContinuousClock.Instant?
    private var hasAllHeaders = false

    /// Bytes of header fields accepted in a reply.
    private static let maxHeaderBytes = 256 << 10
    /// How long a body that is not read may take to come.
    private static let discardTime = Duration.seconds(1)

    /// Prepares a handle with everything set.
    init(_ call: CurlCall, settings: ClientSettings) throws(OutboundError) {
        guard let easy = unsafe curl_easy_init() else {
            throw OutboundError(.transient, "libcurl makes no handle.")
        }
        unsafe self.easy = unsafe easy
        self.call = call
        source = BodyReader(call.request.body)
        let isComplete = setTarget(settings) && setBody() && setHeaders() && setCallbacks()
        guard isComplete else { throw OutboundError(.rejected, "libcurl refuses a part of the request.") }
    }

    deinit {
        unsafe curl_easy_cleanup(easy)
        unsafe curl_slist_free_all(headerList)
    }

    // MARK: Options

    private func set(_ option: CURLoption, _ value: Int) -> Bool {
        unsafe ccurl_set_long(easy, option, value) == CURLE_OK
    }

    private func set(_ option: CURLoption, _ value: String) -> Bool {
        unsafe ccurl_set_text(easy, option, value) == CURLE_OK
    }

    private func setSize(_ option: CURLoption, _ length: Int) -> Bool {
        unsafe ccurl_set_offset(easy, option, curl_off_t(length)) == CURLE_OK
    }

    private func setTarget(_ settings: ClientSettings) -> Bool {
        let request = call.request
        let left = ContinuousClock.now.duration(to: call.deadline).milliseconds
        return set(CURLOPT_URL, request.url)
            && set(CURLOPT_PROTOCOLS_STR, "http,https")
            && set(CURLOPT_NOSIGNAL, 1)
            // A name that does not resolve must not hold the loop: without it libcurl waits for its resolver's thread when a
            // call is over before that is.
            && set(CURLOPT_QUICK_EXIT, 1)
            && set(CURLOPT_FOLLOWLOCATION, 0)
            // The path goes out as it is: a signed one must not lose its dots on the way.
            && set(CURLOPT_PATH_AS_IS, 1)
            // One call, one connection: a cancelled call closes its own and holds up no other.
            && set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
            && set(CURLOPT_TIMEOUT_MS, max(1, left))
            && set(CURLOPT_CONNECTTIMEOUT_MS, max(1, request.connectTimeout.milliseconds))
            && (request.silence.map { silence in
                set(CURLOPT_LOW_SPEED_LIMIT, 1)
                    && set(CURLOPT_LOW_SPEED_TIME, max(1, silence.milliseconds / 1_000))
            } ?? true)
            && set(CURLOPT_USERAGENT, settings.userAgent)
            && set(CURLOPT_ACCEPT_ENCODING, "gzip")
            // A proxy would hide which address is connected to.
            && (!(call.target.isLoopback || request.publicOnly) || set(CURLOPT_NOPROXY, "*"))
            && (settings.caFile.map { set(CURLOPT_CAINFO, $0) } ?? true)
    }

    private func setBody() -> Bool {
        let request = call.request
        let length = request.body.length
        switch request.method {
        case .delete where length > 0, .patch:
            return set(CURLOPT_POST, 1) && set(CURLOPT_UPLOAD_BUFFERSIZE, 64 << 10)
                && setSize(CURLOPT_POSTFIELDSIZE_LARGE, length)
                && set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .get, .delete, .options:
            guard length == 0 else { return false }
            return set(CURLOPT_HTTPGET, 1) && set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case .head:
            return length == 0 && set(CURLOPT_NOBODY, 1)
        case .post:
            return set(CURLOPT_POST, 1) && set(CURLOPT_UPLOAD_BUFFERSIZE, 64 << 10)
                && setSize(CURLOPT_POSTFIELDSIZE_LARGE, length)
        case .put:
            return set(CURLOPT_UPLOAD, 1) && set(CURLOPT_UPLOAD_BUFFERSIZE, 64 << 10)
                && setSize(CURLOPT_INFILESIZE_LARGE, length)
        }
    }

    private func setHeaders() -> Bool {
        // An empty `Expect:` keeps libcurl from waiting a second for a "100 Continue" that many servers never send.
        for field in [("Expect", "")] + call.request.headers.map({ ($0.name, $0.value) }) {
            // libcurl leaves a field without a value out unless it ends in a semicolon.
            let line = field.1.isEmpty ? field.0 == "Expect" ? "Expect:" : "\(field.0);" : "\(field.0): \(field.1)"
            guard let longer = unsafe curl_slist_append(headerList, line) else { return false }
            unsafe headerList = unsafe longer
        }
        return unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER, headerList) == CURLE_OK
    }

    private func setCallbacks() -> Bool {
        let user = unsafe Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA]
        where unsafe ccurl_set_pointer(easy, option, user) != CURLE_OK { return false }
        let body = unsafe ccurl_set_sink(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, user in
            guard let user = unsafe user, let bytes = unsafe bytes else { return 0 }
            let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue()
            return unsafe transfer.receive(UnsafeRawBufferPointer(start: bytes, count: size &* count))
        }
        let head = unsafe ccurl_set_sink(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, user in
            guard let user = unsafe user, let bytes = unsafe bytes else { return 0 }
            let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue()
            return unsafe transfer.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size &* count))
        }
        let read = unsafe ccurl_set_source(easy) { bytes, size, count, user in
            guard let user = unsafe user, let bytes = unsafe bytes else { return Int(CURL_READFUNC_ABORT) }
            let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue()
            return unsafe transfer.provide(UnsafeMutableRawBufferPointer(start: bytes, count: size &* count))
        }
        let seek = unsafe ccurl_set_seek(easy) { user, offset, origin in
            guard let user = unsafe user, offset == 0, origin == SEEK_SET else { return CURL_SEEKFUNC_CANTSEEK }
            unsafe Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue().source.rewind()
            return CURL_SEEKFUNC_OK
        }
        guard [body, head, read, seek].allSatisfy({ $0 == CURLE_OK }) else { return false }
        guard call.request.publicOnly else { return true }
        // A connection that another call left open was not looked at, and this one is not left to others.
        return unsafe set(CURLOPT_FRESH_CONNECT, 1) && set(CURLOPT_FORBID_REUSE, 1) && setOpener(user)
    }

    /// Looks at each address when it is connected to: a name that was harmless when it was looked up, and means a private
    /// address a moment later, is refused too.
    private func setOpener(_ user: UnsafeMutableRawPointer) -> Bool {
        guard unsafe ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, user) == CURLE_OK else { return false }
        return unsafe ccurl_set_opener(easy) { user, _, address in
            guard let user = unsafe user, let address = unsafe address else { return CURL_SOCKET_BAD }
            let transfer = unsafe Unmanaged<CurlTransfer>.fromOpaque(user).takeUnretainedValue()
            var bytes = [UInt8](repeating: 0, count: 16)
            let count = unsafe ccurl_address(address, &bytes)
            guard let known = NetworkAddress(Array(bytes.prefix(Int(count)))), known.isPublic else {
                transfer.isNotPublic = true
                return CURL_SOCKET_BAD
            }
            return unsafe ccurl_open(address)
        } == CURLE_OK
    }

    // MARK: What libcurl calls

    private func receive(_ bytes: UnsafeRawBufferPointer) -> Int {
        if call.request.discardsReply {
            discarded += bytes.count
            let began = bodyBegan ?? .now
            bodyBegan = began
            // The status is there; the rest is not read.
            isEnough = discarded > call.request.maxReplyBytes || began.duration(to: .now) > Self.discardTime
            return isEnough ? 0 : bytes.count
        }
        guard bytes.count <= call.request.maxReplyBytes - body.count else {
            isTooLarge = true
            return 0
        }
        unsafe body.append(contentsOf: bytes)
        return bytes.count
    }

    private func receiveHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
        headerBytes += bytes.count
        guard headerBytes <= Self.maxHeaderBytes else {
            isTooLarge = true
            return 0
        }
        let line = unsafe String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            // A second status line follows an interim 1xx reply: only the last reply's fields count.
            headers = [:]
            hasAllHeaders = false
        } else if line == "\r\n" || line == "\n" {
            hasAllHeaders = true
        } else if let colon = line.firstIndex(of: ":") {
            let value = line[line.index(after: colon)...].drop(while: \.isWhitespace)
            let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
            headers[line[..<colon].lowercased()] = String(value[..<end])
        }
        return bytes.count
    }

    private func provide(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let count = unsafe source.read(into: buffer) else {
            isUnreadable = true
            return Int(CURL_READFUNC_ABORT)
        }
        return count
    }

    // MARK: The end

    /// The address at the other end; nil without a connection.
    private var connectedAddress: NetworkAddress? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe ccurl_peer(easy, &bytes)
        return count > 0 ? NetworkAddress(Array(bytes.prefix(Int(count)))) : nil
    }

    /// What the call waited for when its time was over.
    private func late(_ status: Int) -> OutboundError {
        let isSecure = call.request.url.lowercased().hasPrefix("https:")
        let reached = unsafe (
            name: ccurl_get_offset(easy, CURLINFO_NAMELOOKUP_TIME_T),
            socket: ccurl_get_long(easy, CURLINFO_LOCAL_PORT),
            secure: ccurl_get_offset(easy, CURLINFO_APPCONNECT_TIME_T)
        )
        let message =
            if status >= 200 {
                "The service began an answer and did not end it in time."
            } else if reached.name <= 0 {
                "The service's host name was not resolved in time."
            } else if reached.socket <= 0 {
                "The service did not accept a connection in time."
            } else if isSecure, reached.secure <= 0 {
                "The service did not end the TLS handshake in time."
            } else {
                "The service did not answer in time."
            }
        return OutboundError(.timeout, message)
    }

    /// What the caller gets for libcurl's final code.
    func outcome(_ code: CURLcode) -> Result<HTTPReply, OutboundError> {
        if isTooLarge { return .failure(OutboundError(.malformed, "The service's reply is larger than allowed.")) }
        if isUnreadable { return .failure(OutboundError(.rejected, "The file to send changed or cannot be read.")) }
        if isNotPublic, code == CURLE_COULDNT_CONNECT {
            return .failure(OutboundError(.rejected, "The address is not one of the public internet."))
        }
        // Once more by what the connection says of itself: what a private address replied is not believed.
        if call.request.publicOnly, let address = connectedAddress, !address.isPublic {
            return .failure(OutboundError(.rejected, "The address is not one of the public internet."))
        }
        let status = unsafe ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        // A caller that wants the status only has it, also where the body behind it does not come to its end.
        let isAnswered = call.request.discardsReply && hasAllHeaders && status >= 200
        guard code == CURLE_OK || isEnough || isAnswered else {
            return .failure(code == CURLE_OPERATION_TIMEDOUT ? late(status) : OutboundError(code))
        }
        return .success(
            HTTPReply(status: status, headers: headers, body: body, duration: started.duration(to: .now))
        )
    }
}

/// A call on its way from a caller to the loop's thread.
struct CurlCall: Sendable {
    /// Names the call for cancellation.
    let id: UInt64
    /// What to send.
    let request: HTTPRequest
    /// Where to.
    let target: RequestTarget
    /// When it must be over.
    let deadline: ContinuousClock.Instant
    /// Hands the outcome to the caller; called exactly once.
    let finish: @Sendable (Result<HTTPReply, OutboundError>) -> Void
}

/// Hands out a body's bytes in order; one transfer owns it.
final class BodyReader {
    private let pieces: [HTTPBody.Piece]
    private var index = 0
    private var offset = 0
    private var source: FileSource?

    /// Starts at the first byte.
    init(_ body: HTTPBody) { pieces = body.pieces }

    /// Fills a buffer from the front; 0 at the end, nil when a file is shorter than it was or cannot be read.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while index < pieces.count {
            let piece = pieces[index]
            let wanted = min(buffer.count, piece.length - offset)
            guard wanted > 0 else {
                index += 1
                offset = 0
                source = nil
                continue
            }
            let count: Int
            switch piece {
            case .bytes(let bytes):
                let from = offset
                unsafe bytes.withUnsafeBytes { all in
                    unsafe buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[from..<from + wanted]))
                }
                count = wanted
            case .file(let path, let start, _):
                guard let file = source ?? (try? FileSource(path: path)) else { return nil }
                source = file
                let target = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
                guard let read = unsafe file.read(into: target, at: start &+ offset), read > 0 else { return nil }
                count = read
            }
            offset += count
            return count
        }
        return 0
    }

    /// Goes back to the first byte, for a connection that died before the server took any.
    func rewind() {
        index = 0
        offset = 0
        source = nil
    }
}
