import Core
package import HTTPTypes
package import Model

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
