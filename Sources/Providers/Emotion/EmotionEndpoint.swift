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

/// A voice-emotion endpoint.
package struct EmotionEndpointSettings: Sendable, Hashable, Codable {
    /// How the recording reaches it.
    package enum Mode: String, Sendable, Codable, CaseIterable {
        /// By its path on a disk both sides see: `{"audio_path": "…"}`.
        case path
        /// In the request: multipart with the WAV as `file`.
        case upload
    }

    /// The address to post to, e.g. `http://127.0.0.1:5003/analyze`.
    package var url: String
    /// Sent as a bearer token; nil for services without keys.
    package var apiKey: Secret?
    /// How the recording reaches it.
    package var mode: Mode
    /// The service's classes, in the order of its probabilities.
    package var classes: [String]
    /// Deadlines, retries and bounds.
    package var upstream: UpstreamSettings

    /// Settings; the defaults are those of the service the wire format comes from. One attempt: a result that is not
    /// scored is not worth a second minute.
    package init(
        url: String,
        apiKey: Secret? = nil,
        mode: Mode = .upload,
        classes: [String] = ["angry", "disgust", "fear", "happy", "neutral", "sad", "surprise"],
        upstream: UpstreamSettings = UpstreamSettings(
            timeout: .seconds(60),
            deadline: .seconds(60),
            concurrency: 2,
            maxReplyBytes: 1 << 20,
            retry: RetrySchedule(attempts: 1)
        )
    ) {
        self.url = url
        self.apiKey = apiKey
        self.mode = mode
        self.classes = classes
        self.upstream = upstream
    }
}

/// The endpoint's answer, checked.
struct EmotionReply {
    private let json: JSONValue
    private let classes: [String]
    private let segments: [(durationMs: Int, segment: Emotion.Segment)]

    /// Reads an answer.
    ///
    /// - Throws: `rejected` when the endpoint says `error: true` with status 200, `malformed` when it holds no usable result.
    init(_ json: JSONValue, classes: [String]) throws(OutboundError) {
        guard case .object = json else { throw OutboundError(.malformed, "its answer is no object.") }
        if json["error"]?.bool == true {
            throw OutboundError(
                .rejected,
                "it could not judge the recording.",
                status: 200,
                upstream: json["message"]?.text
            )
        }
        self.json = json
        self.classes = classes
        var clock = 0
        segments = (json["segment_results"]?.items ?? []).prefix(10_000).compactMap { item in
            let seconds = item["duration"]?.number.map { min(max($0, 0), 86_400) } ?? 0
            let durationMs = Int((seconds * 1_000).rounded())
            defer { clock += durationMs }
            guard item["error"]?.bool != true, let name = item["emotion"]?.text else { return nil }
            return (
                durationMs,
                Emotion.Segment(
                    startMs: clock,
                    endMs: clock + durationMs,
                    primary: Self.label(name),
                    confidence: Self.percent(item["confidence"]),
                    probabilities: Self.probabilities(item["probs"], classes) ?? [:]
                )
            )
        }
    }

    /// The result as it is kept.
    func emotion(engine: String) throws(OutboundError) -> Emotion {
        let score = Self.percent(json["score"])
        let weighted = weightedProbabilities() ?? Self.probabilities(json["all_probs"], classes) ?? [:]
        let top = weighted.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
        let named = json["primary_emotion"]?.text.map(Self.label).flatMap { $0 == "n/a" ? nil : $0 }
        guard let primary = top ?? named ?? segments.first?.segment.primary else {
            throw OutboundError(.malformed, "its answer holds no result.")
        }
        return Emotion(
            engine: engine,
            primary: primary,
            score: score,
            rating: score.map(Self.rating),
            probabilities: weighted,
            segments: segments.map(\.segment),
            note: "From an external service, not validated by Debrief; it enters no score."
        )
    }

    /// The segments' probabilities, each weighted by how long its segment is.
    private func weightedProbabilities() -> [String: Double]? {
        let usable = segments.filter { $0.durationMs > 0 && !$0.segment.probabilities.isEmpty }
        let total = usable.reduce(0.0) { $0 + Double($1.durationMs) }
        guard total > 0 else { return nil }
        return usable.reduce(into: [:]) { sums, item in
            for (name, value) in item.segment.probabilities {
                sums[name, default: 0] += value * Double(item.durationMs) / total
            }
        }
    }

    /// One probability per class, 0–1, together 1 within 0.02; nil for anything else.
    private static func probabilities(_ json: JSONValue?, _ classes: [String]) -> [String: Double]? {
        let values = (json?.items ?? []).compactMap(\.probability)
        guard values.count == classes.count, json?.items.count == classes.count,
            abs(values.reduce(0, +) - 1) <= 0.02
        else { return nil }
        return Dictionary(zip(classes, values)) { first, _ in first }
    }

    /// A number the endpoint already gives in per cent.
    private static func percent(_ json: JSONValue?) -> Double? {
        json?.number.flatMap { (0...100).contains($0) ? $0 : nil }
    }

    private static func label(_ text: String) -> String { String(text.lowercased().prefix(40)) }

    private static func rating(_ score: Double) -> String {
        switch score {
        case 80...: "Very High"
        case 65...: "High"
        case 45...: "Moderate"
        case 25...: "Low"
        default: "Very Low"
        }
    }
}
