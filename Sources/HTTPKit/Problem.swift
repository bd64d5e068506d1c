import Core
import HTTPTypes
package import Hummingbird

/// An RFC 9457 problem document with our stable `code` and the request's id: the only form in which an error leaves the service.
package struct Problem: Sendable, Codable, Hashable {
    /// The media type.
    static let mediaType = "application/problem+json"

    /// Where the code is described.
    package var type: String
    /// The meaning of the code, the same each time.
    package var title: String
    /// The HTTP status.
    package var status: Int
    /// What is wrong with this request.
    package var detail: String
    /// The stable code from the error table.
    package var code: String
    /// The request's id, also in the `X-Request-Id` header and in the log.
    package var requestId: String
    /// The answer that was kept although this request failed, when there is one.
    package var answerId: String?

    /// The problem of a coded error.
    package init(_ code: String, detail: String, requestId: String, answerId: String? = nil) {
        let row = ErrorTable.row(code)
        type = "/docs/errors#\(row.code)"
        title = row.meaning
        status = row.status
        self.detail = detail
        self.code = row.code
        self.requestId = requestId
        self.answerId = answerId
    }

    /// The problem of any error. What we did not describe is our fault, and its text stays in the log.
    package init(_ error: any Error, requestId: String) {
        switch error {
        case let error as WebError:
            self.init(error.code, detail: error.message, requestId: requestId, answerId: error.answer?.rawValue)
        case let error as any CodedError:
            self.init(error.code, detail: error.message, requestId: requestId)
        // A request is called off when its time is over, which is said before, or when the process ends.
        case is CancellationError:
            self.init("request.stopping", detail: "The service is stopping; send it again.", requestId: requestId)
        case let error as HTTPError where error.status == .notFound:
            self.init("request.not_found", detail: "There is nothing at this address.", requestId: requestId)
        case let error as HTTPError where error.status == .methodNotAllowed:
            self.init(
                "request.method_not_allowed",
                detail: "This address does not know that method.",
                requestId: requestId
            )
        case let error as HTTPError where error.status == .contentTooLarge:
            self.init("upload.too_large", detail: "The request body is too large.", requestId: requestId)
        case let error as HTTPError where error.status.code < 500:
            self.init(
                "request.invalid",
                detail: error.body ?? "The request cannot be understood.",
                requestId: requestId
            )
        default:
            self.init(
                "internal",
                detail: "Something went wrong on our side. The request id finds it in our log.",
                requestId: requestId
            )
        }
    }

    /// The HTTP response that carries it.
    package var response: Response {
        var headers: HTTPFields = [:]
        let retry = ErrorTable.row(code).retry
        if retry == .later || status == 503 && retry == .backoff { headers[.retryAfter] = "5" }
        let reply = try? JSONReply.response(self, status: .init(code: status), headers: headers, type: Self.mediaType)
        return reply ?? Response(status: .internalServerError)
    }
}
