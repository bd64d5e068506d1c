#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The player's protocol: connect, send the text as bare UTF-8, close our half, wait a moment for an answer that no caller
/// reads, close. Blocks.
struct UtteranceSocket {
    /// Whom to call, and how long.
    let settings: NeuroSyncSettings

    /// Bytes of the answer waited for.
    private static let maxAnswer = 1_024

    /// Sends a text; what went wrong in a few words, or nil. No answer, or a connection reset after the text went out, is
    /// no failure.
    func say(_ text: String) -> String? {
        guard let socket = connected() else { return "no connection" }
        defer { close(socket) }
        guard send(Array(text.utf8), to: socket) else { return "the connection broke off" }
        shutdown(socket, Int32(SHUT_WR))
        var answer = [UInt8](repeating: 0, count: Self.maxAnswer)
        _ = unsafe recv(socket, &answer, answer.count, 0)
        return nil
    }

    /// Whether the player listens.
    var isThere: Bool {
        guard let socket = connected() else { return false }
        close(socket)
        return true
    }

    /// Tries the host's addresses in turn; all of them share the time to connect.
    private func connected() -> Int32? {
        var hints = unsafe addrinfo()
        #if canImport(Glibc)
            unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        #else
            unsafe hints.ai_socktype = SOCK_STREAM
        #endif
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(settings.host, "\(settings.port)", &hints, &list) == 0 else { return nil }
        defer { unsafe freeaddrinfo(list) }
        let end = ContinuousClock.now.advanced(by: .milliseconds(settings.connectTimeoutMs))
        var next = unsafe list
        while let address = unsafe next?.pointee {
            if let socket = unsafe connect(to: address, until: end) { return socket }
            unsafe next = unsafe address.ai_next
        }
        return nil
    }

    private func connect(to address: addrinfo, until end: ContinuousClock.Instant) -> Int32? {
        let socket = unsafe Glibc.socket(address.ai_family, address.ai_socktype | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return nil }
        let flags = fcntl(socket, F_GETFL, 0)
        // A blocking connect waits for minutes on a host that drops packets.
        guard fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0 else { return failed(socket) }
        if unsafe Glibc.connect(socket, address.ai_addr, address.ai_addrlen) != 0 {
            guard errno == EINPROGRESS, isConnected(socket, until: end) else { return failed(socket) }
        }
        guard fcntl(socket, F_SETFL, flags) == 0, setTimeouts(socket) else { return failed(socket) }
        return socket
    }

    private func failed(_ socket: Int32) -> Int32? {
        close(socket)
        return nil
    }

    private func isConnected(_ socket: Int32, until end: ContinuousClock.Instant) -> Bool {
        while true {
            let (seconds, attoseconds) = ContinuousClock.now.duration(to: end).components
            let left = seconds &* 1_000 &+ attoseconds / 1_000_000_000_000_000
            guard left > 0 else { return false }
            var waiting = pollfd(fd: socket, events: Int16(POLLOUT), revents: 0)
            let count = unsafe poll(&waiting, 1, Int32(clamping: left))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            var code: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            return unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size) == 0 && code == 0
        }
    }

    private func setTimeouts(_ socket: Int32) -> Bool {
        var time = timeval(
            tv_sec: settings.transferTimeoutMs / 1_000,
            tv_usec: settings.transferTimeoutMs % 1_000 * 1_000
        )
        let size = socklen_t(MemoryLayout<timeval>.size)
        return [SO_SNDTIMEO, SO_RCVTIMEO].allSatisfy { unsafe setsockopt(socket, SOL_SOCKET, $0, &time, size) == 0 }
    }

    private func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    socket,
                    UnsafeRawBufferPointer(rebasing: all[sent...]).baseAddress,
                    bytes.count - sent,
                    // A reader that has gone away must not end our process by SIGPIPE.
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }
}
