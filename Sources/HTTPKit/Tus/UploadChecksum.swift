import FoundationEssentials

/// What an `Upload-Checksum` header says of a piece; ``PieceChecksum`` holds the piece against it.
package struct UploadChecksum: Sendable, Hashable {
    /// The algorithms that are taken.
    package enum Algorithm: String, Sendable, CaseIterable {
        case sha1, sha256, md5

        /// Bytes of a digest.
        package var length: Int {
            switch self {
            case .sha1: 20
            case .sha256: 32
            case .md5: 16
            }
        }

        /// The names of all of them, in one text.
        package static func names(_ separator: String) -> String {
            allCases.map(\.rawValue).joined(separator: separator)
        }
    }

    /// How the digest was made.
    package let algorithm: Algorithm
    /// The digest, ``Algorithm/length`` bytes.
    package let digest: [UInt8]

    /// Reads a header: the algorithm's name, a blank, and Base64.
    package init(_ value: String) throws(TusError) {
        let parts = value.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let algorithm = Algorithm(rawValue: parts[0].lowercased()),
            let digest = Data(base64Encoded: String(parts[1])), digest.count == algorithm.length
        else { throw TusError(.checksum) }
        self.algorithm = algorithm
        self.digest = Array(digest)
    }
}
