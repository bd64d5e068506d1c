import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// One fake service on a port of its own. A call's mode is, in this order: its `x-fake-mode` header, a model named
/// `fake-<mode>`, the next of ``script``, and ``mode``.
package final class FakeUpstream: Sendable {
    private struct State {
        var mode: FakeMode
        var script: [FakeMode] = []
        var scriptedMethod: String?
        var requests: [FakeRequest] = []
        var calls = 0
        var recoveries = 0
        var underWay = 0
        var most = 0
        var slowness = Duration.seconds(30)
        var port = 0
        var waiters: [(calls: Int, wake: CheckedContinuation<Void, Never>)] = []
    }

    /// Its name.
    package let name: String
    private let basePath: String
    private let answer: @Sendable (FakeRequest, FakeMode) -> FakeReply
    private let state: Mutex<State>

    /// Requests kept for inspection; further ones are only counted.
    private static let kept = 256
    /// Largest body read.
    private static let maxBody = 64 << 20

    /// A service that is not served yet.
    ///
    /// - Parameter basePath: what a client's base URL has after the port, e.g. `/v1`.
    package init(
        _ name: String,
        basePath: String = "",
        mode: FakeMode = .ok,
        answer: @escaping @Sendable (FakeRequest, FakeMode) -> FakeReply
    ) {
        self.name = name
        self.basePath = basePath
        self.answer = answer
        state = Mutex(State(mode: mode))
    }

    /// How it behaves when nothing more special applies.
    package var mode: FakeMode {
        get { state.withLock { $0.mode } }
        set { state.withLock { $0.mode = newValue } }
    }

    /// Modes for the next calls, one each.
    package var script: [FakeMode] {
        get { state.withLock { $0.script } }
        set { state.withLock { $0.script = newValue } }
    }

    /// The only HTTP method whose calls take from ``script``; nil for all.
    package var scriptedMethod: String? {
        get { state.withLock { $0.scriptedMethod } }
        set { state.withLock { $0.scriptedMethod = newValue } }
    }

    /// How long ``FakeMode/slow`` holds an answer back.
    package var slowness: Duration {
        get { state.withLock { $0.slowness } }
        set { state.withLock { $0.slowness = newValue } }
    }

    /// Calls that reached it.
    package var calls: Int { state.withLock { $0.calls } }

    /// The most calls that were under way at once.
    package var mostAtOnce: Int { state.withLock { $0.most } }

    /// The first 256 calls, for tests to look into.
    package var requests: [FakeRequest] { state.withLock { $0.requests } }

    /// Waits until so many calls have reached it since it started.
    package func reached(calls: Int) async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.calls < calls { state.waiters.append((calls, continuation)) }
                return state.calls >= calls
            }
            if isReached { continuation.resume() }
        }
    }

    /// Where it is served; 0 before it is.
    package var port: Int { state.withLock { $0.port } }

    /// The base URL to configure a client with.
    package var baseURL: String { "http://127.0.0.1:\(port)\(basePath)" }

    /// Behaves as a scenario says.
    package func play(_ part: FakeScenario.Part) {
        state.withLock { state in
            state.mode = part.mode ?? state.mode
            state.script = part.script ?? state.script
            state.slowness = part.slowMs.map { .milliseconds($0) } ?? state.slowness
        }
    }

    /// Forgets its calls and behaves again.
    package func reset() {
        state.withLock {
            $0 = State(mode: .ok, underWay: $0.underWay, port: $0.port, waiters: $0.waiters)
        }
    }

    /// A server on 127.0.0.1.
    ///
    /// - Parameter ready: told once, when the port is open.
    func server(port: Int, ready: @escaping @Sendable () -> Void) -> any Service {
        var logger = Logger(label: "fake.\(name)")
        logger.logLevel = .critical
        return Application(
            responder: CallbackResponder<BasicRequestContext> { request, _ in await self.respond(request) },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                self.state.withLock { $0.port = channel.localAddress?.port ?? 0 }
                ready()
            },
            logger: logger
        )
    }

    private func respond(_ request: Request) async -> Response {
        guard let body = try? await request.body.collect(upTo: Self.maxBody) else {
            return Response(status: .contentTooLarge)
        }
        var headers: [String: String] = [:]
        for field in request.headers { headers[field.name.canonicalName] = field.value }
        // Hummingbird keeps the host apart from the other fields.
        headers["host"] = request.head.authority
        let seen = FakeRequest(
            method: request.method.rawValue,
            path: request.uri.path,
            query: request.uri.query ?? "",
            headers: headers,
            body: Array(body.readableBytesView)
        )
        if seen.path == "/_control" { return control(seen) }
        let (mode, slowness) = admit(seen)
        defer { state.withLock { $0.underWay -= 1 } }
        // Whoever stops the server does not want to wait for it.
        if mode == .slow { try? await cancelWhenGracefulShutdown { try await Task.sleep(for: slowness) } }
        return response(answer(seen, mode).altered(by: mode))
    }

    private func admit(_ request: FakeRequest) -> (FakeMode, Duration) {
        let asked = request.headers["x-fake-mode"].flatMap { FakeMode(named: $0) } ?? Self.modeInModel(request)
        let (answer, woken) = state.withLock { state in
            state.calls += 1
            state.underWay += 1
            state.most = max(state.most, state.underWay)
            if state.requests.count < Self.kept { state.requests.append(request) }
            let isScripted = !state.script.isEmpty && (state.scriptedMethod ?? request.method) == request.method
            var mode = asked ?? (isScripted ? state.script.removeFirst() : state.mode)
            if mode == .recovering {
                state.recoveries += 1
                mode = state.recoveries % 2 == 1 ? .overloaded : .ok
            }
            let woken = state.waiters.filter { $0.calls <= state.calls }
            state.waiters.removeAll { $0.calls <= state.calls }
            return ((mode, state.slowness), woken)
        }
        for waiter in woken { waiter.wake.resume() }
        return answer
    }

    private static func modeInModel(_ request: FakeRequest) -> FakeMode? {
        let places = [request.path[...], String(decoding: request.body.prefix(8_192), as: UTF8.self)[...]]
        for text in places {
            guard let found = text.firstRange(of: "fake-") else { continue }
            let word = text[found.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "-" }
            if let mode = FakeMode(named: word) ?? FakeMode(named: word.prefix { $0.isLetter }) { return mode }
        }
        return nil
    }

    /// `POST /_control?mode=slow` changes the mode; any call answers the mode and the count.
    private func control(_ request: FakeRequest) -> Response {
        if request.method == "POST" {
            guard request.query.hasPrefix("mode="), let mode = FakeMode(named: request.query.dropFirst(5))
            else { return response(FakeReply(400, #"{"error":"mode must be one of the known modes"}"#)) }
            self.mode = mode
        }
        return response(FakeReply(#"{"service":"\#(name)","mode":"\#(mode.rawValue)","calls":\#(calls)}"#))
    }

    private func response(_ reply: FakeReply) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = reply.type
        for (name, value) in reply.headers {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        let status = HTTPResponse.Status(code: reply.status)
        guard reply.isCutOff else {
            return Response(
                status: status,
                headers: headers,
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body))
            )
        }
        let half = ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2))
        return Response(
            status: status,
            headers: headers,
            body: ResponseBody(contentLength: reply.body.count) { writer in
                try await writer.write(half)
                throw CancellationError()
            }
        )
    }
}
