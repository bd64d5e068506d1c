import Core
import FoundationEssentials

/// The headers of the tus 1.0 protocol, read and checked: pure, so that every odd value can be tried. `Tests/Fuzz/run` does.
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

    /// Throws unless the request speaks our version.
    package static func checkVersion(_ value: String?) throws(TusError) {
        guard value == version else { throw TusError(.version) }
    }

    /// Reads the headers of a creation.
    package static func creation(
        length: String?,
        deferred: String?,
        metadata: String?,
        limit: Int
    ) throws(TusError) -> Creation {
        var creation = Creation(length: nil, metadata: metadata ?? "")
        if let deferred {
            guard deferred == "1", length == nil else { throw TusError(.deferral) }
        } else {
            creation.length = try self.length(length, limit: limit)
        }
        _ = try self.metadata(creation.metadata)
        return creation
    }

    /// Reads an `Upload-Length`.
    package static func length(_ value: String?, limit: Int) throws(TusError) -> Int {
        guard let length = number(value) else { throw TusError(.length) }
        guard length <= limit else { throw TusError(.tooLarge(limit: limit)) }
        return length
    }

    /// Reads an `Upload-Offset`.
    package static func offset(_ value: String?) throws(TusError) -> Int {
        guard let offset = number(value) else { throw TusError(.offset) }
        return offset
    }

    /// Reads an `Upload-Metadata`: pairs with commas, each a key of printable ASCII and, after a blank, Base64.
    package static func metadata(_ text: String) throws(TusError) -> [String: [UInt8]] {
        guard text.utf8.count <= maxMetadataBytes else { throw TusError(.metadata) }
        var values: [String: [UInt8]] = [:]
        for pair in text.split(separator: ",") {
            let parts = pair.drop { $0 == " " }.split(separator: " ", maxSplits: 1)
            guard let key = parts.first, key.utf8.allSatisfy({ (33..<127).contains($0) }),
                let value = Data(base64Encoded: parts.count == 2 ? String(parts[1]) : ""),
                values.updateValue(Array(value), forKey: String(key)) == nil
            else { throw TusError(.metadata) }
        }
        return values
    }

    /// Digits and nothing else; what is beyond all numbers is the largest there is.
    private static func number(_ text: String?) -> Int? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text) ?? .max
    }
}

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
