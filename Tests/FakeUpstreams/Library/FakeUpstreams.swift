/// Every fake service, each on a port of its own of 127.0.0.1: some of them share paths.
package final class FakeUpstreams: Sendable {
    /// OpenAI-compatible speech to text; also chat.
    package let openAI: FakeUpstream
    /// Gemini's generateContent.
    package let gemini: FakeUpstream
    /// The voice-emotion endpoint.
    package let emotion: FakeUpstream
    private let serving: Task<Void, any Error>

    /// All of them, by name.
    package var all: [FakeUpstream] { [openAI, gemini, emotion] }

    private init(_ services: [FakeUpstream], serving: Task<Void, any Error>) {
        openAI = services[0]
        gemini = services[1]
        emotion = services[2]
        self.serving = serving
    }

    /// Starts all services and returns when every port is open.
    ///
    /// - Parameters:
    ///   - mode: how they behave at first.
    ///   - ports: ports in the order of ``all``; missing ones are free ones.
    package static func start(mode: FakeMode = .ok, ports: [Int] = []) async throws -> FakeUpstreams {
        let services = [FakeOpenAI.service(mode), FakeGemini.service(mode), FakeEmotion.service(mode)]
        let (ready, continuation) = AsyncStream.makeStream(of: Void.self)
        let serving = Task {
            defer { continuation.finish() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, service) in services.enumerated() {
                    let port = index < ports.count ? ports[index] : 0
                    group.addTask { try await service.serve(port: port) { continuation.yield() } }
                }
                try await group.waitForAll()
            }
        }
        var count = 0
        for await _ in ready {
            count += 1
            if count == services.count { return FakeUpstreams(services, serving: serving) }
        }
        // The stream ended early: a port could not be opened, and the task says which.
        try await serving.value
        throw CancellationError()
    }

    /// Waits until the servers end, which they do when stopped.
    package func wait() async throws { try await serving.value }

    /// Closes all ports.
    package func stop() async {
        serving.cancel()
        _ = await serving.result
    }

    /// Runs a test against fresh services and stops them, whatever happens.
    package static func with<Result>(
        mode: FakeMode = .ok, _ body: (FakeUpstreams) async throws -> Result
    ) async throws -> Result {
        let fakes = try await start(mode: mode)
        do {
            let result = try await body(fakes)
            await fakes.stop()
            return result
        } catch {
            await fakes.stop()
            throw error
        }
    }
}
