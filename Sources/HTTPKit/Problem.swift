package import Catalogue
import Core
import CoreMetrics
import FoundationEssentials
package import HTTPTypes
package import Hummingbird
import Logging
package import Model
import NIOCore
import Synchronization
import WebUI

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
    /// What is wrong with this request, in the language that the caller accepts (RFC 9457 §3.1.4); in English when it does not say.
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
        self.detail = Texts.problem(row.code, detail)
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
        // A request is cancelled when its time is over, which is said before, or when the process ends.
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

/// An error the HTTP layer itself raises.
package struct WebError: CodedError, Hashable {
    /// Codes of the error table that arise here.
    package enum Code: String, Sendable, CaseIterable {
        case notFound = "request.not_found"
        case notReady = "request.not_ready"
        case methodNotAllowed = "request.method_not_allowed"
        case invalid = "request.invalid"
        case malformed = "request.malformed"
        case addressTooLong = "request.uri_too_long"
        case headersTooLarge = "request.headers_too_large"
        case bodyTooLarge = "request.too_large"
        case stopping = "request.stopping"
        case unsupportedMediaType = "request.unsupported_media_type"
        case range = "request.range"
        case conditionMissing = "request.condition_missing"
        case conditionFailed = "request.condition_failed"
        case keyReused = "request.key_reused"
        case inProgress = "request.in_progress"
        case rescoreState = "rescore.state"
        case webhookDisabled = "webhook.disabled"
        case tooManyWebhooks = "webhook.too_many"
        case overloaded = "request.overloaded"
        case unauthorized = "request.unauthorized"
        case forbidden = "request.forbidden"
        case rateLimited = "request.rate_limited"
        case tooSlow = "request.too_slow"
        case deadline = "request.deadline"
        case foreignHost = "request.foreign_host"
        case forwarded = "request.forwarded"
        case foreignOrigin = "request.foreign_origin"
        case duplicate = "upload.duplicate"
        case csrf = "request.csrf"
        case signInFailed = "account.sign_in"
        case codeNeeded = "account.code_needed"
        case signInPaused = "account.paused"
        case accountsClosed = "account.closed"
        case accountLocked = "account.locked"
        case linkOver = "account.link"
        case weakPassword = "account.password"
        case nameTaken = "account.name_taken"
        case lastAdministrator = "account.last_administrator"
        case tooManyOfAccount = "account.too_many"
        case recordingsPrivate = "account.recordings_private"
        case passphraseNeeded = "share.passphrase"
        case noComments = "share.no_comments"
        case emptyUpload = "upload.empty"
        case missingAudio = "upload.missing_audio"
        case unknownField = "upload.unknown_field"
        case invalidField = "upload.invalid_field"
        case tooLarge = "upload.too_large"
        case interrupted = "upload.interrupted"
        case malformedForm = "upload.malformed_form"
        case uploadOffset = "upload.offset"
        case uploadUnfinished = "upload.unfinished"
        case uploadExpired = "upload.expired"
        case uploadLocked = "upload.locked"
        case uploadChecksum = "upload.checksum"
        case tooManyUploads = "upload.too_many"
        case storageFull = "upload.storage_full"
    }

    /// The code as an enum.
    package let kind: Code
    package let message: String
    /// Headers its reply has beside those of every problem.
    package let headers: HTTPFields
    /// The answer that is there although the request failed.
    package let answer: AnswerID?

    /// An error with a sentence for the client.
    package init(_ kind: Code, _ message: String, headers: HTTPFields = [:], answer: AnswerID? = nil) {
        self.kind = kind
        self.message = message
        self.headers = headers
        self.answer = answer
    }

    package var code: String { kind.rawValue }

    package static func == (a: WebError, b: WebError) -> Bool { a.kind == b.kind }

    package func hash(into hasher: inout Hasher) { hasher.combine(kind) }
}

/// Turns every error into a problem document and writes one log line per request: path without its query, never a body.
package struct ProblemMiddleware: RouterMiddleware {
    /// The middleware.
    package init() {}

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var response: Response
        var code: String?
        do {
            response = try await next(request, context)
        } catch {
            let error = Deadline.current?.isOver == true ? Self.late(context) : error
            let language = context.notes.language ?? .current
            let problem = Language.$current.withValue(language) { Problem(error, requestId: context.requestID) }
            code = problem.code
            if code == WireFault.interrupted.code { Counter(label: "requests_interrupted_total").increment() }
            if problem.code == "internal" {
                context.logger.error("Unexpected error", metadata: ["error": "\(error)"])
            }
            response = problem.response
            if Self.isForPeople(request) {
                let page = MessagePage(
                    status: problem.status,
                    detail: problem.detail,
                    requestID: problem.requestId
                )
                let html = Language.$current.withValue(language) { try? page.html() }
                if let html {
                    response.headers[.contentType] = "text/html; charset=utf-8"
                    response.headers[.contentLength] = String(html.utf8.count)
                    response.body = .init(byteBuffer: ByteBuffer(string: html))
                }
            }
            if let error = error as? WebError {
                for field in error.headers { response.headers[field.name] = nil }
                response.headers.append(contentsOf: error.headers)
            }
            // A body here would be taken for the start of the connection's next reply (RFC 9110 §9.3.2).
            if request.method == .head { response = response.createHeadResponse() }
        }
        response.headers.append(contentsOf: context.notes.fields)
        var metadata: Logger.Metadata = [
            "http.method": "\(request.method)",
            "http.path": "\(Self.shown(request.uri.path))",
            "http.status": "\(response.status.code)",
            "duration.ms": "\((ContinuousClock.now - start) / .milliseconds(1))",
        ]
        if let code { metadata["problem.code"] = "\(code)" }
        context.logger.info("Request", metadata: metadata)
        return response
    }

    /// A path as logs have it: without what opens something.
    static func shown(_ path: String) -> String {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2, parts[1] == "s" { return (["", "s", "…"] + parts.dropFirst(3)).joined(separator: "/") }
        if parts.count > 3, parts[1] == "v1", parts[2] == "shares", !parts[3].hasPrefix("shr_") {
            return (["", "v1", "shares", "…"] + parts.dropFirst(4)).joined(separator: "/")
        }
        return path
    }

    /// Whether a browser asks for a page: people get a page then, and programs the problem document.
    static func isForPeople(_ request: Request) -> Bool {
        let path = request.uri.path
        guard request.method == .get || request.method == .head, !path.hasPrefix("/v1/"), !path.hasPrefix("/assets/")
        else {
            return false
        }
        return request.headers[.accept]?.contains("text/html") == true
    }

    /// What a request is told whose time is over: it is the client that took it while its body was coming.
    private static func late(_ context: WebContext) -> WebError {
        guard context.bodyProgress.isUnderWay else {
            return WebError(.deadline, "This took too long and was cancelled; try again later.")
        }
        return WebError(.tooSlow, "The body did not come in time.", headers: [.connection: "close"])
    }
}

/// Headers that keep a browser from guessing types, framing our pages or loading anything that is not ours.
package struct SecurityHeadersMiddleware: RouterMiddleware {
    /// Pages load style and script from this origin only, talk to it alone, and play the audio they recorded.
    package static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        + "media-src 'self' blob:; img-src 'self' data:; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

    private static let fields: [(HTTPField.Name?, String)] = [
        (.init("X-Content-Type-Options"), "nosniff"),
        (.init("Referrer-Policy"), "no-referrer"),
        (.init("Content-Security-Policy"), policy),
        (.init("X-Frame-Options"), "DENY"),
        (.init("Cross-Origin-Opener-Policy"), "same-origin"),
        (.init("Cross-Origin-Resource-Policy"), "same-origin"),
        (.init("Permissions-Policy"), "microphone=(self), camera=(self), geolocation=()"),
    ]

    private let fields: HTTPFields

    /// The middleware.
    ///
    /// - Parameter isSecure: whether the service is reached by https, which browsers are told to remember for a year.
    package init(isSecure: Bool) {
        fields = Self.headers(isSecure: isSecure)
    }

    /// The headers.
    static func headers(isSecure: Bool) -> HTTPFields {
        var headers: HTTPFields = [:]
        for case (let name?, let value) in fields { headers[name] = value }
        if isSecure { headers[.strictTransportSecurity] = "max-age=31536000" }
        return headers
    }

    package func handle(
        _ request: Request,
        context: WebContext,
        next: @concurrent (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for field in fields where response.headers[field.name] == nil { response.headers.append(field) }
        return response
    }
}

/// What is to be said of a request's reply on its way out, whether it succeeds or is refused further on.
package final class ReplyNotes: Sendable {
    private let noted = Mutex<HTTPFields>([:])
    private let unsized = Atomic(false)
    private let account = Mutex<Language?>(nil)

    /// Adds headers.
    package func add(_ fields: HTTPFields) { noted.withLock { $0.append(contentsOf: fields) } }

    /// How long the body would be is not known before it is written.
    package func leaveOutLength() { unsized.store(true, ordering: .relaxed) }

    /// Whether the reply says nothing of a length.
    package var hasNoLength: Bool { unsized.load(ordering: .relaxed) }

    /// The language that the account of the request says; nil when none does. Pages of errors are made outside of its session.
    package var language: Language? {
        get { account.withLock { $0 } }
        set { account.withLock { $0 = newValue } }
    }

    /// All headers.
    package var fields: HTTPFields { noted.withLock { $0 } }
}
