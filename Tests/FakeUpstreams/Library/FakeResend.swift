import Foundation
import Synchronization

/// Resend: `POST /emails`. A repeated idempotency key gives the first answer again, and with another mail a refusal.
enum FakeResend {
    static func service(_ mode: FakeMode) -> FakeUpstream {
        let sent = Sent()
        return FakeUpstream("resend", mode: mode) { request, mode in
            guard request.method == "POST", request.path == "/emails" else {
                return failure(404, "not_found", "The requested endpoint does not exist")
            }
            return refusal(request, mode) ?? sent.answer(request)
        }
    }

    private final class Sent: Sendable {
        private let mails = Mutex<[String: (body: [UInt8], id: String)]>([:])

        func answer(_ request: FakeRequest) -> FakeReply {
            let key = request.headers["idempotency-key"]
            return mails.withLock { mails in
                if let key, let known = mails[key] {
                    guard known.body == request.body else {
                        return failure(
                            409,
                            "invalid_idempotent_request",
                            "Same idempotency key used with a different request"
                        )
                    }
                    return FakeReply(#"{"id":"\#(known.id)"}"#)
                }
                let id = UUID().uuidString.lowercased()
                if let key { mails[key] = (request.body, id) }
                return FakeReply(#"{"id":"\#(id)"}"#)
            }
        }
    }

    private static func refusal(_ request: FakeRequest, _ mode: FakeMode) -> FakeReply? {
        guard request.headers["authorization"]?.hasPrefix("Bearer ") == true else {
            return failure(401, "missing_api_key", "Missing API key in the authorization header")
        }
        guard request.headers["user-agent"]?.isEmpty == false else {
            return failure(403, "invalid_access", "User-Agent is missing")
        }
        switch mode {
        case .throttled:
            return failure(
                429,
                "rate_limit_exceeded",
                "Too many requests.",
                ["retry-after": "1", "ratelimit-limit": "2"]
            )
        case .quota: return failure(429, "daily_quota_exceeded", "You have reached your daily email sending quota.")
        case .failing: return failure(500, "application_error", "An unexpected error occurred.")
        case .overloaded: return failure(503, "application_error", "Service unavailable.")
        case .rejected, .blocked, .missing:
            return failure(422, "validation_error", "Invalid `to` field.")
        case .unauthorized:
            return failure(403, "invalid_api_key", "API key is invalid: \(request.headers["authorization"] ?? "")")
        case .empty: return FakeReply("{}")
        case .ok, .slow, .malformed, .truncated, .reset, .unknown, .huge, .html, .recovering: break
        }
        let json = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any]
        guard let json, json["from"] is String, json["to"] is [String] || json["to"] is String,
            json["subject"] is String
        else { return failure(422, "missing_required_field", "Missing `from`, `to` or `subject` field.") }
        return nil
    }

    private static func failure(
        _ status: Int,
        _ name: String,
        _ message: String,
        _ headers: [String: String] = [:]
    ) -> FakeReply {
        FakeReply(
            status,
            #"{"statusCode":\#(status),"name":"\#(name)","message":"\#(message)"}"#,
            headers: headers
        )
    }
}
