package import Core
package import Outbound

/// What a provider could not do.
package typealias ProvidersError = ModuleError<ProvidersErrorCode>

/// The codes of ``ProvidersError``; each is a row of ``ErrorTable``.
package enum ProvidersErrorCode: String, ErrorCode {
    case transcribeRejected = "transcribe.rejected"
    case transcribeAuth = "transcribe.auth"
    case transcribeQuota = "transcribe.quota"
    case transcribeThrottled = "transcribe.throttled"
    case transcribeUnavailable = "transcribe.unavailable"
    case transcribeMalformed = "transcribe.malformed"
    case transcribeTimeout = "transcribe.timeout"
    case evaluateRejected = "evaluate.rejected"
    case evaluateAuth = "evaluate.auth"
    case evaluateQuota = "evaluate.quota"
    case evaluateThrottled = "evaluate.throttled"
    case evaluateUnavailable = "evaluate.unavailable"
    case evaluateBlocked = "evaluate.blocked"
    case evaluateTruncated = "evaluate.truncated"
    case evaluateMalformed = "evaluate.malformed"
    case evaluateTimeout = "evaluate.timeout"
    case embedRejected = "embed.rejected"
    case embedAuth = "embed.auth"
    case embedQuota = "embed.quota"
    case embedThrottled = "embed.throttled"
    case embedUnavailable = "embed.unavailable"
    case embedMalformed = "embed.malformed"
    case embedTimeout = "embed.timeout"
    case mailRejected = "mail.rejected"
    case mailAuth = "mail.auth"
    case mailQuota = "mail.quota"
    case mailThrottled = "mail.throttled"
    case mailUnavailable = "mail.unavailable"
    case mailUncertain = "mail.uncertain"
    case mailTimeout = "mail.timeout"
    case blobMissing = "blob.missing"
    case blobRejected = "blob.rejected"
    case blobAuth = "blob.auth"
    case blobThrottled = "blob.throttled"
    case blobUnavailable = "blob.unavailable"
    case blobMalformed = "blob.malformed"
    case blobTimeout = "blob.timeout"
}

extension ProvidersError {
    /// The transcribe stage's view of a failed call.
    package static func transcribe(_ error: OutboundError, engine: String) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        let kind: Code =
            switch error.kind {
            case .rejected, .blocked: .transcribeRejected
            case .auth: .transcribeAuth
            case .quota: .transcribeQuota
            case .throttled: .transcribeThrottled
            case .transient, .cancelled: .transcribeUnavailable
            case .timeout: .transcribeTimeout
            case .malformed, .truncated: .transcribeMalformed
            }
        return ProvidersError(kind, error, service: "speech-to-text service", engine: engine)
    }

    /// The evaluate stage's view of a failed call.
    package static func evaluate(_ error: OutboundError, engine: String) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        let kind: Code =
            switch error.kind {
            case .rejected: .evaluateRejected
            case .auth: .evaluateAuth
            case .quota: .evaluateQuota
            case .throttled: .evaluateThrottled
            case .transient, .cancelled: .evaluateUnavailable
            case .timeout: .evaluateTimeout
            case .blocked: .evaluateBlocked
            case .truncated: .evaluateTruncated
            case .malformed: .evaluateMalformed
            }
        return ProvidersError(kind, error, service: "model service", engine: engine)
    }

    /// A failed call in the words of this service.
    init(_ kind: Code, _ error: OutboundError, service: String, engine: String) {
        var context = ["engine": engine]
        context["status"] = error.status.map(String.init)
        context["retryAfterMs"] = error.retryAfter.map { String($0.milliseconds) }
        context["upstream"] = error.upstream
        if error.wasNotMade { context["breaker"] = "open" }
        let reason = Self.refusals.contains(error.kind) ? error.upstream.map(Self.quoted) ?? "" : ""
        self.init(kind, "The \(service) \(engine) could not help: \(error.message)\(reason)", context: context)
    }

    /// The failures whose reason only the service knows, and which the reader can do something about.
    private static var refusals: Set<OutboundError.Kind> { [.rejected, .auth, .quota] }
    private static var longestReason: Int { 240 }

    /// The service's own words, on one line, bounded, and without what could be markup.
    private static func quoted(_ words: String) -> String {
        let line = words.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
            .filter {
                !"<>“”".contains($0) && !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
            }
        guard !line.isEmpty else { return "" }
        let isLong = line.count > longestReason
        return " It says: “\(line.prefix(longestReason))\(isLong ? "…" : "")”"
    }
}

extension ProvidersError {
    /// A failed call for vectors.
    static func embed(_ error: OutboundError, engine: String) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        let kind: Code =
            switch error.kind {
            case .rejected, .blocked: .embedRejected
            case .auth: .embedAuth
            case .quota: .embedQuota
            case .throttled: .embedThrottled
            case .transient, .cancelled: .embedUnavailable
            case .timeout: .embedTimeout
            case .malformed, .truncated: .embedMalformed
            }
        return ProvidersError(kind, error, service: "embedding service", engine: engine)
    }

    /// A mail that did not go out, or may not have.
    static func mail(_ error: OutboundError, engine: String) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        let kind: Code =
            switch error.kind {
            case .rejected, .blocked: .mailRejected
            case .auth: .mailAuth
            case .quota: .mailQuota
            case .throttled: .mailThrottled
            case .transient, .cancelled: .mailUnavailable
            case .timeout: .mailTimeout
            case .malformed, .truncated: .mailUncertain
            }
        return ProvidersError(kind, error, service: "mail service", engine: engine)
    }

    /// A failed call to an object store.
    static func blob(_ error: OutboundError, bucket: String) -> any Error {
        if error.kind == .cancelled { return CancellationError() }
        let kind: Code =
            switch error.kind {
            case .rejected where error.status == 404 && error.upstream != "NoSuchBucket": .blobMissing
            case .rejected, .blocked: .blobRejected
            case .auth: .blobAuth
            case .quota, .throttled: .blobThrottled
            case .transient, .cancelled: .blobUnavailable
            case .timeout: .blobTimeout
            case .malformed, .truncated: .blobMalformed
            }
        return ProvidersError(kind, error, service: "object store", engine: bucket)
    }
}
