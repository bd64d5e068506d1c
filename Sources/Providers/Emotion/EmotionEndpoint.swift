import Core
import FoundationEssentials
package import Logging
package import Model
package import Outbound

/// A voice-emotion endpoint behind the ``EmotionReader`` port. Whether it may be asked at all is decided elsewhere.
package struct EmotionEndpoint: Sendable {
    private let settings: EmotionEndpointSettings
    private let upstream: Upstream
    private static let engine = "emotion-endpoint"

    /// An endpoint behind a client.
    package init(
        settings: EmotionEndpointSettings,
        client: HTTPClient,
        logger: Logger,
        pacing: Upstream.Pacing = .init()
    ) {
        self.settings = settings
        upstream = Upstream(
            Self.engine,
            client: client,
            settings: settings.upstream,
            secrets: [settings.apiKey].compactMap(\.self),
            logger: logger,
            pacing: pacing
        )
    }

    /// The port.
    package var reader: EmotionReader {
        EmotionReader(engine: Self.engine, read: { await read($0) })
    }

    private func read(_ wav: URL) async -> Emotion {
        do throws(OutboundError) {
            return try await upstream.call { () throws(OutboundError) in
                try request(for: wav)
            } reading: { reply throws(OutboundError) in
                guard reply.isSuccess else {
                    throw ServiceReply.plainRefusal(reply, JSONValue.parse(reply.body))
                }
                guard let json = JSONValue.parse(JSONText.withoutBareNumbers(reply.body)) else {
                    throw OutboundError(.malformed, "its answer is not JSON.", status: reply.status)
                }
                return try EmotionReply(json, classes: settings.classes).emotion(engine: Self.engine)
            }
        } catch {
            return Emotion(engine: Self.engine, note: "No emotion result: \(Self.sentence(error)).")
        }
    }

    private func request(for wav: URL) throws(OutboundError) -> HTTPRequest {
        var headers: [(name: String, value: String)] = [("Accept", "application/json")]
        if let key = settings.apiKey { headers.append(("Authorization", "Bearer \(key.revealed)")) }
        switch settings.mode {
        case .path:
            headers.append(("Content-Type", "application/json"))
            let body = #"{"audio_path":\#(wav.path.jsonLiteral)}"#
            return HTTPRequest(.post, settings.url, headers: headers, body: .text(body))
        case .upload:
            var form = MultipartForm()
            form.add("file", fileName: "answer.wav", type: "audio/wav", try .file(wav.path))
            headers.append(("Content-Type", form.contentType))
            return HTTPRequest(.post, settings.url, headers: headers, body: form.body)
        }
    }

    private static func sentence(_ error: OutboundError) -> String {
        switch error.kind {
        case .timeout: "the endpoint did not answer in time"
        case .auth: "the endpoint refuses our key"
        case .malformed: "the endpoint's answer cannot be read"
        case .rejected: "the endpoint could not judge this recording"
        case .throttled, .quota: "the endpoint is busy"
        case .transient: "the endpoint cannot be reached or fails"
        case .blocked, .truncated: "the endpoint gave none"
        case .cancelled: "the call was broken off"
        }
    }
}
