import Logging
import ServiceLifecycle
import UnixSignals

/// Every fake service, each on a port of its own of 127.0.0.1: some of them share paths.
package final class FakeUpstreams: Sendable {
    /// OpenAI-compatible speech to text; also chat.
    package let openAI: FakeUpstream
    /// whisper.cpp's own server.
    package let whisperCpp: FakeUpstream
    /// Gemini's generateContent.
    package let gemini: FakeUpstream
    /// The voice-emotion endpoint.
    package let emotion: FakeUpstream
    /// Deepgram.
    package let deepgram: FakeUpstream
    /// AssemblyAI.
    package let assemblyAI: FakeUpstream
    /// Google Cloud Speech-to-Text v1.
    package let google: FakeUpstream
    /// Embedding services: Gemini's, OpenAI's and TEI's forms.
    package let embeddings: FakeUpstream
    /// Resend.
    package let resend: FakeUpstream
    /// An S3-compatible store.
    package let s3: FakeUpstream
    /// A collector of traces.
    package let collector: FakeUpstream
    /// A mail server.
    package let smtp: FakeTCP
    /// A NeuroSync player.
    package let neuroSync: FakeTCP
    private let group: ServiceGroup
    private let serving: Task<Void, any Error>

    /// All that speak HTTP, by name.
    package var all: [FakeUpstream] {
        [openAI, gemini, emotion, deepgram, assemblyAI, google, embeddings, resend, s3, whisperCpp, collector]
    }
    /// The others; their ports come after those of ``all``.
    package var plain: [FakeTCP] { [smtp, neuroSync] }

    /// Starts all services and returns when every port is open.
    ///
    /// - Parameters:
    ///   - mode: how they behave at first.
    ///   - ports: ports in the order of ``all``; missing ones are free ones.
    ///   - endsOnSignals: whether SIGTERM and SIGINT end them in good order.
    package static func start(
        mode: FakeMode = .ok,
        ports: [Int] = [],
        endsOnSignals: Bool = false
    ) async throws -> FakeUpstreams {
        let (ready, continuation) = AsyncStream.makeStream(of: Void.self)
        let fakes = FakeUpstreams(mode: mode, ports: ports, endsOnSignals: endsOnSignals, ready: continuation)
        var count = 0
        for await _ in ready {
            count += 1
            if count == fakes.all.count + fakes.plain.count { return fakes }
        }
        // The stream ended early: a port could not be opened, and the task says which.
        try await fakes.serving.value
        throw CancellationError()
    }

    private init(mode: FakeMode, ports: [Int], endsOnSignals: Bool, ready: AsyncStream<Void>.Continuation) {
        openAI = FakeOpenAI.service(mode)
        gemini = FakeGemini.service(mode)
        whisperCpp = FakeWhisperCpp.service(mode)
        emotion = FakeEmotion.service(mode)
        deepgram = FakeDeepgram.service(mode)
        assemblyAI = FakeAssemblyAI.service(mode)
        google = FakeGoogleSpeech.service(mode)
        embeddings = FakeEmbeddings.service(mode)
        resend = FakeResend.service(mode)
        s3 = FakeS3.service(mode)
        collector = FakeCollector.service(mode)
        smtp = FakeSMTP.service(mode)
        neuroSync = FakeNeuroSync.service(mode)
        func port(_ index: Int) -> Int { index < ports.count ? ports[index] : 0 }
        let web = [
            openAI, gemini, emotion, deepgram, assemblyAI, google, embeddings, resend, s3, whisperCpp, collector,
        ]
        var servers = web.enumerated().map { index, fake in fake.server(port: port(index)) { ready.yield() } }
        servers += [smtp, neuroSync].enumerated().map { index, fake in
            fake.server(port: port(web.count + index)) { ready.yield() }
        }
        var logger = Logger(label: "fakes")
        logger.logLevel = .critical
        var configuration = ServiceGroupConfiguration(
            services: servers,
            gracefulShutdownSignals: endsOnSignals ? [.sigterm, .sigint] : [],
            logger: logger
        )
        configuration.maximumGracefulShutdownDuration = .seconds(5)
        let group = ServiceGroup(configuration: configuration)
        self.group = group
        serving = Task {
            defer { ready.finish() }
            try await group.run()
        }
    }

    /// Waits until the servers end, which they do when stopped.
    package func wait() async throws { try await serving.value }

    /// Closes all ports. In good order: a server cancelled with connections it has not looked at yet takes the process down.
    package func stop() async {
        await group.triggerGracefulShutdown()
        _ = await serving.result
    }

    /// Runs a test against fresh services and stops them, whatever happens.
    package static func with<Result>(
        mode: FakeMode = .ok,
        _ body: (FakeUpstreams) async throws -> Result
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
