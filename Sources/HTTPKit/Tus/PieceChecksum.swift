import Crypto

/// The checksum a client sent with a piece, and the digest of what really came.
package struct PieceChecksum: Sendable {
    private enum State {
        case sha1(Insecure.SHA1)
        case sha256(SHA256)
        case md5(Insecure.MD5)
    }

    private let digest: [UInt8]
    private var state: State

    /// A checksum that nothing has been added to.
    package init(_ checksum: UploadChecksum) {
        digest = checksum.digest
        switch checksum.algorithm {
        case .sha1: state = .sha1(Insecure.SHA1())
        case .sha256: state = .sha256(SHA256())
        case .md5: state = .md5(Insecure.MD5())
        }
    }

    /// Adds bytes that came.
    package mutating func add(_ bytes: [UInt8]) {
        switch state {
        case .sha1(var hash):
            hash.update(data: bytes)
            state = .sha1(hash)
        case .sha256(var hash):
            hash.update(data: bytes)
            state = .sha256(hash)
        case .md5(var hash):
            hash.update(data: bytes)
            state = .md5(hash)
        }
    }

    /// Whether what came is what was sent.
    package var isRight: Bool {
        switch state {
        case .sha1(let hash): Array(hash.finalize()) == digest
        case .sha256(let hash): Array(hash.finalize()) == digest
        case .md5(let hash): Array(hash.finalize()) == digest
        }
    }
}
