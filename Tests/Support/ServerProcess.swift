package import Foundation
package import Outbound

/// The built `debrief serve` on a free loopback port with a data folder of its own.
package final class ServerProcess: Sendable {
    /// Why a server could not be used.
    package struct StartError: Error, CustomStringConvertible {
        /// What it printed.
        package let description: String
    }

    /// The built binary, beside the test bundle; another one, an earlier release for instance, by `DEBRIEF_TEST_BINARY`.
    package static let binary: String = {
        if let named = ProcessInfo.processInfo.environment["DEBRIEF_TEST_BINARY"] { return named }
        var folder = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appending(path: "debrief").path
            if FileManager.default.isExecutableFile(atPath: candidate),
                (try? FileManager.default.attributesOfItem(atPath: candidate)[.type] as? FileAttributeType)
                    != .typeDirectory
            {
                return candidate
            }
            folder = folder.deletingLastPathComponent()
        }
        return Fixtures.root.appending(path: ".build/debug/debrief").path
    }()

    /// The running program.
    package let program: Program
    /// `http://127.0.0.1:PORT`.
    package let base: String
    private let client: HTTPClient

    /// Starts a server and waits until it listens.
    package convenience init(
        data: URL,
        arguments: [String] = [],
        environment: [String: String] = [:]
    ) async throws {
        try await self.init(
            adopting: Program(
                Self.binary,
                ["serve", "--port", "0", "--data", data.path] + arguments,
                environment: environment,
                folder: Fixtures.root
            )
        )
    }

    /// Waits until a server that was started another way listens.
    package init(adopting program: Program) async throws {
        self.program = program
        client = try HTTPClient()
        guard await program.output(satisfies: { $0.contains("http://127.0.0.1:") }),
            let match = program.output.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+/)
        else { throw StartError(description: "debrief serve did not start: \(program.output) \(program.errors)") }
        base = String(match.output)
    }

    /// Sends a request to the server.
    package func send(
        _ method: HTTPRequest.Method,
        _ path: String,
        headers: [(name: String, value: String)] = [],
        body: HTTPBody = .empty
    ) async throws -> HTTPReply {
        try await client.send(HTTPRequest(method, base + path, headers: headers, body: body, timeout: .seconds(150)))
    }

    /// Posts a recording as a form and returns the reply.
    package func post(
        _ recording: URL,
        fields: [(String, String)] = [],
        headers: [(name: String, value: String)] = []
    ) async throws -> HTTPReply {
        let boundary = "debrief-test-boundary"
        var pieces: [HTTPBody.Piece] = []
        for (name, value) in fields {
            let part = "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
            pieces.append(.bytes(Array(part.utf8)))
        }
        let name = recording.lastPathComponent
        let head = "--\(boundary)\r\nContent-Disposition: form-data; name=\"audio\"; filename=\"\(name)\"\r\n\r\n"
        pieces.append(.bytes(Array(head.utf8)))
        pieces += try HTTPBody.file(recording.path).pieces
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        return try await send(
            .post,
            "/v1/answers",
            headers: headers + [("Content-Type", "multipart/form-data; boundary=\(boundary)")],
            body: HTTPBody(pieces)
        )
    }

    /// Its port.
    package var port: Int { base.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

    /// Asks the server to end and waits for it.
    package func stop() async -> Program.Outcome {
        program.signal(SIGTERM)
        return await program.outcome()
    }

    /// Ends the server as a power cut would.
    package func kill() async {
        program.signal(SIGKILL)
        _ = await program.outcome()
    }
}
