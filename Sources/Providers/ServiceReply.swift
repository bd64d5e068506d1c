import FoundationEssentials
import Outbound

/// The class of a reply that is no success, by status alone and by the error objects of the services we know.
enum ServiceReply {
    /// The reply as JSON.
    ///
    /// - Throws: the refusal's class; `malformed` when a success carries no JSON.
    static func json(
        _ reply: HTTPReply,
        refusal: (HTTPReply, JSONValue?) -> OutboundError
    ) throws(OutboundError) -> JSONValue {
        let json = JSONValue.parse(reply.body)
        guard reply.isSuccess else { throw refusal(reply, json) }
        guard let json else {
            throw OutboundError(.malformed, "its answer is not JSON.", status: reply.status)
        }
        return json
    }

    /// The error of an OpenAI-compatible, Deepgram-, AssemblyAI- or whisper.cpp-like service.
    static func plainRefusal(_ reply: HTTPReply, _ json: JSONValue?) -> OutboundError {
        let error = json?["error"]
        let code = error?["code"]?.text ?? json?["err_code"]?.text
        let words = error?["message"]?.text ?? error?.text ?? json?["err_msg"]?.text ?? json?["message"]?.text
        var kind = kind(status: reply.status)
        if code == "insufficient_quota" || reply.status == 402 { kind = .quota }
        return make(kind, reply, words: [code, words].compactMap(\.self).joined(separator: ": "))
    }

    /// The class a status has when nothing more is known.
    static func kind(status: Int) -> OutboundError.Kind {
        switch status {
        case 401, 403: .auth
        case 408, 409, 425, 429: .throttled
        case 499, 500...599: .transient
        default: .rejected
        }
    }

    /// A failure with its sentence and the service's own wish for a pause.
    static func make(
        _ kind: OutboundError.Kind,
        _ reply: HTTPReply,
        words: String?,
        wait: Duration? = nil
    ) -> OutboundError {
        let wait = wait ?? RetryAfter.wait(headers: reply.headers, unixTime: Date().timeIntervalSince1970)
        var error = OutboundError(
            kind,
            sentence(kind, reply.status),
            status: reply.status,
            retryAfter: wait,
            upstream: words
        )
        // A call does not wait for minutes: the job comes back later, or another engine takes over.
        if kind == .throttled, let wait, wait > .seconds(300) { error.kind = .quota }
        return error
    }

    private static func sentence(_ kind: OutboundError.Kind, _ status: Int) -> String {
        switch kind {
        case .auth: "it refuses our key (HTTP \(status))."
        case .quota: "its quota is used up (HTTP \(status))."
        case .throttled: "it asks us to slow down (HTTP \(status))."
        case .transient: "it fails at the moment (HTTP \(status))."
        default: "it refuses the request (HTTP \(status))."
        }
    }
}
