import CryptoExtras
import FakeUpstreams
import Foundation
import Outbound
import Support
import Testing

/// A server whose engines are the fakes, impatient enough for tests.
struct Upstreams {
    let folder: TemporaryFolder
    let server: ServerProcess
    let fakes: FakeUpstreams

    /// A key that must never be printed.
    static let key = "marked-key-4711"

    /// The settings of a server behind the fakes.
    static func environment(_ fakes: FakeUpstreams) -> [String: String] {
        [
            "TRANSCRIBE_ENGINE": "openai",
            "TRANSCRIBE_OPENAI_URL": fakes.openAI.baseURL,
            "TRANSCRIBE_OPENAI_KEY": key,
            "TRANSCRIBE_OPENAI_MODEL": "fake-story",
            "TRANSCRIBE_OPENAI_TIMEOUT_MS": "5000",
            "EVALUATE_ENGINE": "gemini",
            "EVALUATE_GEMINI_URL": fakes.gemini.baseURL,
            "EVALUATE_GEMINI_KEY": key,
            "EVALUATE_GEMINI_TIMEOUT_MS": "5000",
            "EMOTION_URL": fakes.emotion.baseURL + "/analyze",
            "EMOTION_TIMEOUT_MS": "1000",
            "UPSTREAM_ATTEMPTS": "2",
            "UPSTREAM_FIRST_WAIT_MS": "1",
            "UPSTREAM_THROTTLED_WAIT_MS": "1",
            "UPSTREAM_GEMINI_THROTTLED_WAIT_MS": "1",
            "UPSTREAM_BREAKER_FAILURES": "1000",
            "WORKER_ATTEMPTS": "1",
            "WORKER_WAITS": "0",
        ]
    }

    /// A service account's key file with a key of its own.
    static func serviceAccount(tokenURL: String) -> Data? {
        guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { return nil }
        return try? JSONEncoder().encode([
            "type": "service_account", "project_id": "debrief-test", "private_key_id": "kid-1",
            "private_key": key.pkcs8PEMRepresentation, "client_email": "me@debrief-test.iam.gserviceaccount.com",
            "token_uri": tokenURL,
        ])
    }

    /// Runs a test with a server of its own.
    static func with(
        _ changes: [String: String] = [:],
        _ body: (Upstreams) async throws -> Void
    ) async throws {
        try await FakeUpstreams.with { fakes in
            let folder = try TemporaryFolder()
            let server = try await ServerProcess(
                data: folder.url,
                environment: environment(fakes).merging(changes) { $1 }
            )
            try await body(Upstreams(folder: folder, server: server, fakes: fakes))
            _ = await server.stop()
        }
    }

    /// Posts the recording and waits for its debrief.
    func answer(_ fields: [(String, String)] = []) async throws -> UpstreamAnswer {
        let reply = try await server.post(
            // Long enough for the words that the fake service says: they are compared with the sound.
            Fixtures.file("audio/answer.webm"),
            fields: [("question", "Tell me about a migration.")] + fields,
            headers: [("Prefer", "wait=120")]
        )
        try #require(reply.status == 200, "\(reply.status) \(reply.text)")
        return try JSONDecoder().decode(UpstreamAnswer.self, from: Data(reply.body))
    }
}

/// What the tests look at of an answer.
struct UpstreamAnswer: Decodable {
    struct Transcript: Decodable {
        var engine: String
        var text: String
    }
    struct Evaluation: Decodable {
        var engine: String
        var model: String?
        var score: Double?
        var abstained: String?
    }
    struct Emotion: Decodable {
        var primary: String?
        var note: String
    }
    var id: String
    var status: String
    var transcript: Transcript?
    var evaluation: Evaluation?
    var emotion: Emotion?
    var notes: [String]
}
