import Outbound

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
