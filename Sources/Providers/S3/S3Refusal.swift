import Outbound

/// The class of an object store's refusal.
enum S3Refusal {
    private static let authCodes: Set<String> = [
        "AccessDenied", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken",
        "RequestTimeTooSkewed", "AuthorizationHeaderMalformed",
    ]

    /// The error of a reply that is no success; ``OutboundError/upstream`` is the store's own code, when it sent one: answers
    /// to HEAD have no body.
    static func error(_ reply: HTTPReply) -> OutboundError {
        let code = XMLText.text(of: "Code", in: reply.text)
        let kind: OutboundError.Kind =
            switch (reply.status, code) {
            case (_, let code?) where authCodes.contains(code): .auth
            case (_, "SlowDown"), (_, "RequestTimeout"): .transient
            case (409, "OperationAborted"): .throttled
            case (409, _): .rejected
            default: ServiceReply.kind(status: reply.status)
            }
        var error = ServiceReply.make(kind, reply, words: code)
        switch (reply.status, code) {
        case (_, "RequestTimeTooSkewed"): error.message = "it says our clock is wrong (HTTP \(reply.status))."
        case (301, _), (307, _): error.message = "the bucket is in another region (HTTP \(reply.status))."
        case (404, "NoSuchBucket"): error.message = "there is no such bucket."
        case (404, _): error.message = "there is no such object."
        default: break
        }
        return error
    }
}
