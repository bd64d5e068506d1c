import Core

/// Why the headers of a tus request were refused.
package struct TusError: CodedError, Hashable {
    /// What is wrong with them.
    package enum Reason: Sendable, Hashable {
        /// `Tus-Resumable` is missing or names another version.
        case version
        /// `Upload-Defer-Length` is not 1, or a length came with it.
        case deferral
        /// `Upload-Length` is missing or no number.
        case length
        /// The upload would have more bytes than this.
        case tooLarge(limit: Int)
        /// `Upload-Offset` is missing or no number.
        case offset
        /// `Upload-Metadata` has no pairs, the same key twice, or too many bytes.
        case metadata
        /// `Upload-Checksum` has an unknown algorithm, or a digest that cannot be one of it.
        case checksum
    }

    /// What is wrong.
    package let reason: Reason

    /// An error of one kind.
    package init(_ reason: Reason) { self.reason = reason }

    package var code: String {
        switch reason {
        case .version: "upload.version"
        case .tooLarge: "upload.too_large"
        case .deferral, .length, .offset, .metadata, .checksum: "request.invalid"
        }
    }

    package var message: String {
        switch reason {
        case .version: "Send the header Tus-Resumable: \(TusRequest.version)."
        case .deferral: "Upload-Defer-Length wants 1, and then no Upload-Length."
        case .length: "Upload-Length wants the number of bytes, or send Upload-Defer-Length: 1."
        case .tooLarge(let limit): "The recording is larger than the \(ByteCount.text(limit)) accepted here."
        case .offset: "Upload-Offset wants the number of bytes sent before."
        case .metadata:
            "Upload-Metadata wants pairs of a key and Base64, with commas, in \(TusRequest.maxMetadataBytes) bytes."
        case .checksum:
            "Upload-Checksum wants one of \(UploadChecksum.Algorithm.names(", ")) and the Base64 of its digest."
        }
    }
}
