import FoundationEssentials
import Interview

/// The headers of the tus 1.0 protocol, read and checked: pure, so that every odd value can be tried.
package enum TusRequest {
    /// The one version spoken.
    package static let version = "1.0.0"
    /// What is spoken beyond the core.
    package static let extensions =
        "creation,creation-with-upload,creation-defer-length,expiration,checksum,termination"
    /// The most bytes of metadata taken.
    package static let maxMetadataBytes = 4096

    /// What the headers of a creation ask for.
    package struct Creation: Sendable, Hashable {
        /// Bytes the upload will have; nil when the client does not know yet.
        package var length: Int?
        /// The metadata, as it was sent.
        package var metadata: String
    }

    /// Throws `upload.version` unless the request speaks our version.
    package static func checkVersion(_ value: String?) throws(WebError) {
        guard value == version else {
            throw WebError(.uploadVersion, "Send the header Tus-Resumable: \(version).")
        }
    }

    /// Reads the headers of a creation. Throws `request.invalid` or `upload.too_large`.
    package static func creation(
        length: String?,
        deferred: String?,
        metadata: String?,
        limit: Int
    ) throws(WebError) -> Creation {
        var creation = Creation(length: nil, metadata: metadata ?? "")
        if let deferred {
            guard deferred == "1", length == nil else {
                throw WebError(.invalid, "Upload-Defer-Length wants 1, and then no Upload-Length.")
            }
        } else {
            creation.length = try self.length(length, limit: limit)
        }
        try checkMetadata(creation.metadata)
        return creation
    }

    /// Reads an `Upload-Length`.
    package static func length(_ value: String?, limit: Int) throws(WebError) -> Int {
        guard let value, let length = number(value) else {
            throw WebError(.invalid, "Upload-Length wants the number of bytes, or send Upload-Defer-Length: 1.")
        }
        guard length <= limit else { throw tooLarge(limit) }
        return length
    }

    /// Reads an `Upload-Offset`.
    package static func offset(_ value: String?) throws(WebError) -> Int {
        guard let value, let offset = number(value) else {
            throw WebError(.invalid, "Upload-Offset wants the number of bytes sent before.")
        }
        return offset
    }

    /// Reads an `Upload-Checksum`; nil without one.
    package static func checksum(_ value: String?) throws(WebError) -> PieceChecksum? {
        guard let value else { return nil }
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let algorithm = PieceChecksum.Algorithm(rawValue: parts[0].lowercased()),
            let digest = Data(base64Encoded: String(parts[1])), digest.count == algorithm.length
        else {
            let known = PieceChecksum.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw WebError(.invalid, "Upload-Checksum wants one of \(known) and the Base64 of its digest.")
        }
        return PieceChecksum(algorithm: algorithm, expected: Array(digest))
    }

    /// The refusal of an upload that is too large.
    package static func tooLarge(_ limit: Int) -> WebError {
        WebError(.tooLarge, "The recording is larger than the \(ByteCount.text(limit)) accepted here.")
    }

    /// Pairs with commas: a key of printable ASCII and, after a blank, Base64.
    private static func checkMetadata(_ text: String) throws(WebError) {
        var keys: Set<Substring> = []
        let isSound =
            text.utf8.count <= maxMetadataBytes
            && text.split(separator: ",").allSatisfy { pair in
                let parts = pair.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
                guard let key = parts.first, key.utf8.allSatisfy({ (33..<127).contains($0) }), keys.insert(key).inserted
                else { return false }
                return parts.count == 1 || Data(base64Encoded: String(parts[1])) != nil
            }
        guard isSound else {
            throw WebError(
                .invalid,
                "Upload-Metadata wants pairs of a key and Base64, with commas, in \(maxMetadataBytes) bytes."
            )
        }
    }

    /// Digits and nothing else.
    private static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}
