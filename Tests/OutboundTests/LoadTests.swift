import Foundation
import Outbound
import Testing

/// What the client costs under load, measured where somebody asks for it:
/// `DEBRIEF_MEASURE=1 swift test --filter LoadTests`. The server is a process of its own, so that the figures are the
/// client's alone.
@Suite(
    .serialized,
    .timeLimit(.minutes(3)),
    .enabled(if: ProcessInfo.processInfo.environment["DEBRIEF_MEASURE"] == "1")
)
struct LoadTests {
    private static let calls = 200
    private static let bytes = 1_900_000

    @Test func `two hundred concurrent posts of 1900 kB grow memory by less than 64 MB`() async throws {
        let sink = try Sink()
        let port = sink.port
        let file = try TemporaryFile(bytes: [UInt8](repeating: 0x55, count: Self.bytes))
        let body = try HTTPBody.file(file.path)
        let client = try HTTPClient(settings: ClientSettings(callsPerHost: Self.calls))
        defer { client.close() }
        let before = Usage.now
        let started = ContinuousClock.now
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<Self.calls {
                group.addTask {
                    try await client.send(HTTPRequest(.post, "http://127.0.0.1:\(port)/", body: body)).status
                }
            }
            return try await group.reduce(into: [Int: Int]()) { $0[$1, default: 0] += 1 }
        }
        let elapsed = started.duration(to: .now)
        let used = Usage.now
        let cpu = used.milliseconds - before.milliseconds
        let grown = (used.peakKilobytes - before.peakKilobytes) / 1_024
        print(
            """
            \(Self.calls) posts of \(Self.bytes) bytes in \(elapsed.milliseconds) ms: CPU \(cpu) ms, \
            peak memory \(used.peakKilobytes / 1_024) MB, \(grown) MB of it for the posts
            """
        )
        #expect(statuses == [200: Self.calls])
        #expect(grown < 64)
        #expect(client.load == (0, 0))
        withExtendedLifetime(sink) {}
    }
}

/// What this process has used so far.
private struct Usage {
    /// CPU time of user and system.
    var milliseconds: Int
    /// Peak resident memory.
    var peakKilobytes: Int

    static var now: Usage {
        var usage = rusage()
        #if canImport(Glibc)
            _ = unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        #else
            _ = unsafe getrusage(RUSAGE_SELF, &usage)
        #endif
        func milliseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1_000 + Int(time.tv_usec) / 1_000 }
        return Usage(
            milliseconds: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime),
            peakKilobytes: usage.ru_maxrss
        )
    }
}

/// A server that swallows bodies, in a process of its own; it ends with its owner.
private final class Sink {
    let port: Int
    private let process = Process()

    private static let script = """
        import asyncio
        async def serve(reader, writer):
            head = (await reader.readuntil(b"\\r\\n\\r\\n")).lower()
            left = int(head.split(b"content-length:")[1].split(b"\\r\\n")[0])
            while left > 0:
                left -= len(await reader.read(1 << 18))
            writer.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\nConnection: close\\r\\n\\r\\n")
            await writer.drain()
            writer.close()
        async def main():
            server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
            print(server.sockets[0].getsockname()[1], flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """

    init() throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.script]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
        port = try #require(Int(line.trimmingCharacters(in: .whitespacesAndNewlines)))
    }

    deinit { process.terminate() }
}
