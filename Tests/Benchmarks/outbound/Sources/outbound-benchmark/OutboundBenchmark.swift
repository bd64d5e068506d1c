import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import Outbound

/// One side of the comparison, in a process of its own: `compare` starts them and does the sums.
///
///     outbound-benchmark serve                        a server on a free port of 127.0.0.1, printed
///     outbound-benchmark ours|ours-memory|ahc PORT    200 concurrent posts of 1.9 MB
///     outbound-benchmark cancel PORT                  200 of them broken off, and the sockets counted
@main
struct OutboundBenchmark {
    static let posts = 200
    static let bytes = 1_900_000

    static func main() async throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let port = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0
        switch arguments.first {
        case "serve": try await Sink.serve()
        case "ours": try await postAll(port, body: .file(file().path))
        case "ours-memory": try await postAll(port, body: HTTPBody([.bytes(payload)]))
        case "ahc": try await postAllByAHC(port)
        case "cancel": try await cancelAll(port)
        default:
            print("usage: outbound-benchmark serve | ours PORT | ours-memory PORT | ahc PORT | cancel PORT")
            exit(2)
        }
    }

    private static let payload = [UInt8](repeating: 0x5A, count: bytes)

    private static func file() throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "outbound-benchmark-\(UUID()).bin")
        try Data(payload).write(to: file)
        return file
    }

    // MARK: Ours

    private static func postAll(_ port: Int, body: HTTPBody) async throws {
        let client = try Outbound.HTTPClient()
        let before = Usage()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<posts {
                group.addTask {
                    let reply = try await client.send(request(port, "/take", body))
                    guard reply.status == 200, reply.text == "\(bytes)" else { throw Wrong(reply.text) }
                }
            }
            try await group.waitForAll()
        }
        Usage().print(since: before)
        client.close()
        remove(body)
    }

    private static func request(_ port: Int, _ path: String, _ body: HTTPBody) -> HTTPRequest {
        HTTPRequest(
            .post,
            "http://127.0.0.1:\(port)\(path)",
            headers: [("Content-Type", "application/octet-stream")],
            body: body,
            timeout: .seconds(120),
            lane: .init(name: "all", limit: posts)
        )
    }

    private static func remove(_ body: HTTPBody) {
        for case .file(let path, _, _) in body.pieces { try? FileManager.default.removeItem(atPath: path) }
    }

    // MARK: AsyncHTTPClient

    private static func postAllByAHC(_ port: Int) async throws {
        var configuration = AsyncHTTPClient.HTTPClient.Configuration()
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = posts
        let client = AsyncHTTPClient.HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let buffer = ByteBuffer(bytes: payload)
        let before = Usage()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<posts {
                group.addTask {
                    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/take")
                    request.method = .POST
                    request.headers.add(name: "Content-Type", value: "application/octet-stream")
                    request.body = .bytes(buffer)
                    let reply = try await client.execute(request, timeout: .seconds(120))
                    let text = String(buffer: try await reply.body.collect(upTo: 1 << 20))
                    guard reply.status == .ok, text == "\(bytes)" else { throw Wrong(text) }
                }
            }
            try await group.waitForAll()
        }
        Usage().print(since: before)
        try await client.shutdown()
    }

    // MARK: Cancelling

    /// Posts to a place that reads nothing, so that every call stands in the middle of its body, and breaks all of them off.
    private static func cancelAll(_ port: Int) async throws {
        let client = try Outbound.HTTPClient()
        let body = try HTTPBody.file(file().path)
        let before = Usage.sockets
        let calls = (0..<posts).map { _ in Task { try await client.send(request(port, "/hold", body)) } }
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        while Usage.sockets - before < posts, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
        let during = Usage.sockets
        for call in calls { call.cancel() }
        for call in calls { _ = await call.result }
        print(#"{"sockets":{"before":\#(before),"during":\#(during),"after":\#(Usage.sockets)}}"#)
        client.close()
        remove(body)
    }

    struct Wrong: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }
}
