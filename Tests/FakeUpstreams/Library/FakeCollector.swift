import Foundation

/// An OpenTelemetry collector: `POST /v1/traces` with JSON or protobuf, answered in kind (OTLP 1.x, OTLP/HTTP).
enum FakeCollector {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        FakeUpstream("collector", mode: mode) { request, mode in
            guard request.method == "POST", request.path == "/v1/traces" else { return FakeReply(404, "{}") }
            let type = request.headers["content-type"]?.split(separator: ";").first.map(String.init) ?? ""
            guard type == "application/json" || type == "application/x-protobuf" else {
                return FakeReply(415, #"{"code":3,"message":"unsupported media type"}"#)
            }
            if type == "application/json", !isRequest(request.body) {
                return FakeReply(400, #"{"code":3,"message":"no ExportTraceServiceRequest"}"#)
            }
            return answer(mode, type)
        }
    }

    private static func answer(_ mode: FakeMode, _ type: String) -> FakeReply {
        switch mode {
        case .throttled, .quota: FakeReply(429, "{}", headers: ["retry-after": "1"], type: type)
        case .overloaded, .recovering: FakeReply(503, type == "application/json" ? "{}" : "", type: type)
        case .failing: FakeReply(500, "{}", type: type)
        case .unauthorized: FakeReply(401, "{}", type: type)
        case .rejected: FakeReply(400, "{}", type: type)
        // In protobuf an empty message has no bytes.
        default: FakeReply(200, type == "application/json" ? #"{"partialSuccess":{}}"# : "", type: type)
        }
    }

    /// Whether a body has spans with ids of the right lengths.
    private static func isRequest(_ body: [UInt8]) -> Bool {
        guard let root = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
            let resources = root["resourceSpans"] as? [[String: Any]], !resources.isEmpty
        else { return false }
        let scopes = resources.flatMap { $0["scopeSpans"] as? [[String: Any]] ?? [] }
        return scopes.flatMap { $0["spans"] as? [[String: Any]] ?? [] }.allSatisfy { span in
            (span["traceId"] as? String)?.utf8.count == 32 && (span["spanId"] as? String)?.utf8.count == 16
                && span["name"] is String && span["startTimeUnixNano"] is String && span["endTimeUnixNano"] is String
        }
    }
}
