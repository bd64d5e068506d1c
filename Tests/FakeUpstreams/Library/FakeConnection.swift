#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One accepted connection of a ``FakeTCP``; reads give up after ten seconds.
final class FakeConnection {
    private let socket: Int32
    private var buffer: [UInt8] = []

    init(socket: Int32) {
        self.socket = socket
        var time = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    /// The next line without its end; nil when there is none.
    func line() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = buffer[..<end]
                buffer.removeSubrange(...end)
                return String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
            }
            guard buffer.count < 1 << 20, fill() else { return nil }
        }
    }

    /// Everything until the other side closes its half; nil when it never does.
    func all() -> String? {
        while fill() { guard buffer.count < 1 << 20 else { return nil } }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    /// Waits until the other side goes away, ten seconds at most.
    func linger() { while fill() { buffer = [] } }

    /// Sends a text.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    /// Closes it; with a reset when `abruptly`.
    func end(abruptly: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        if abruptly {
            var now = linger_(l_onoff: 1, l_linger: 0)
            unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger_>.size))
        }
        close(socket)
    }

    private var isOpen = true

    private func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        let count = unsafe recv(socket, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }
}

/// The C struct's name is also a method's.
private typealias linger_ = Glibc.linger
