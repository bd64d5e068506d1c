import Dispatch
import ServiceLifecycle
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A fake service below HTTP: plain TCP on a port of 127.0.0.1, every connection on a thread of its own.
package final class FakeTCP: Sendable {
    private struct State {
        var mode: FakeMode
        var script: [FakeMode] = []
        var port = 0
        var calls = 0
        var recoveries = 0
        var received: [[String]] = []
        var waiters: [(count: Int, wake: CheckedContinuation<Void, Never>)] = []
    }

    /// Its name.
    package let name: String
    private let state: Mutex<State>
    private let talk: @Sendable (FakeConnection, FakeMode) -> [String]?

    /// A service that is not served yet.
    ///
    /// - Parameter talk: leads one connection's talk; what it returns is kept in ``received``.
    init(_ name: String, mode: FakeMode, talk: @escaping @Sendable (FakeConnection, FakeMode) -> [String]?) {
        self.name = name
        self.talk = talk
        state = Mutex(State(mode: mode))
    }

    /// How it behaves when ``script`` is empty.
    package var mode: FakeMode {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    /// Modes for the next connections, one each.
    package var script: [FakeMode] {
        get { state.withLock { $0.script } }
        set { state.withLock { $0.script = newValue } }
    }

    /// Behaves as a scenario says.
    package func play(_ part: FakeScenario.Part) {
        state.withLock { state in
            state.mode = part.mode ?? state.mode
            state.script = part.script ?? state.script
        }
    }

    /// Connections so far.
    package var calls: Int { state.withLock { $0.calls } }
    /// What was received, one item a thing; at most 256.
    package var received: [[String]] { state.withLock { $0.received } }
    /// Where it is served; 0 before it is.
    package var port: Int { state.withLock { $0.port } }

    /// Waits until so many things are in ``received``.
    package func holds(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.received.count < count { state.waiters.append((count, continuation)) }
                return state.received.count >= count
            }
            if isReached { continuation.resume() }
        }
    }

    /// A server on 127.0.0.1.
    ///
    /// - Parameter ready: told once, when the port is open.
    func server(port: Int, ready: @escaping @Sendable () -> Void) -> any Service {
        Server(fake: self, port: port, ready: ready)
    }

    private struct Server: Service {
        let fake: FakeTCP
        let port: Int
        let ready: @Sendable () -> Void

        func run() async throws {
            let listener = try FakeTCP.listen(on: port)
            fake.state.withLock { $0.port = FakeTCP.port(of: listener) }
            ready()
            DispatchQueue(label: "fake.\(fake.name)").async { fake.accept(on: listener) }
            try? await gracefulShutdown()
            // Wakes the thread that waits for connections.
            shutdown(listener, Int32(SHUT_RDWR))
            close(listener)
        }
    }

    private func accept(on listener: Int32) {
        while true {
            let socket = Glibc.accept(listener, nil, nil)
            guard socket >= 0 else { return }
            let mode = state.withLock { state in
                state.calls += 1
                let mode = state.script.isEmpty ? state.mode : state.script.removeFirst()
                guard mode == .recovering else { return mode }
                state.recoveries += 1
                return state.recoveries % 2 == 1 ? .overloaded : .ok
            }
            DispatchQueue.global().async {
                let connection = FakeConnection(socket: socket)
                if let received = self.talk(connection, mode) { self.keep(received) }
                connection.end()
            }
        }
    }

    private func keep(_ received: [String]) {
        let woken = state.withLock { state in
            if state.received.count < 256 { state.received.append(received) }
            let woken = state.waiters.filter { $0.count <= state.received.count }
            state.waiters.removeAll { $0.count <= state.received.count }
            return woken
        }
        for waiter in woken { waiter.wake.resume() }
    }

    private struct NoPort: Error {}

    private static func listen(on port: Int) throws -> Int32 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw NoPort() }
        var yes: Int32 = 1
        unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(clamping: port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(socket, $0, size) == 0 }
        }
        guard isBound, Glibc.listen(socket, 64) == 0 else {
            close(socket)
            throw NoPort()
        }
        return socket
    }

    private static func port(of socket: Int32) -> Int {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(socket, $0, &size) }
        }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
