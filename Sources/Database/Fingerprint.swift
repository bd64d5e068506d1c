import Core
import Crypto
package import FoundationEssentials

/// The hash of everything a stage's result depends on: two runs with the same fingerprint have the same result.
package enum Fingerprint {
    /// SHA-256 over the parts, each with its length before it so that no two lists of parts look alike; 64 hexadecimal digits.
    package static func of(_ parts: [String]) -> String {
        var hash = SHA256()
        for part in parts {
            let bytes = [UInt8](part.utf8)
            hash.update(data: [UInt8]("\(bytes.count):".utf8))
            hash.update(data: bytes)
        }
        return hash.finalize().hexadecimal
    }

    /// SHA-256 of bytes, in lower-case hexadecimal.
    package static func of(bytes: [UInt8]) -> String { SHA256.hash(data: bytes).hexadecimal }

    /// Size and SHA-256 of a file, read in pieces: a file that is cut off or cannot be read meanwhile is an error, where a mapped one
    /// would be the end of the process. Blocking.
    ///
    /// - Throws: `storage.unavailable`.
    package static func of(file: URL) throws(StorageError) -> (bytes: Int, sha256: String) {
        var (hash, count) = (SHA256(), 0)
        do {
            let handle = try PieceReader(file)
            while let piece = try handle.next() {
                unsafe piece.withUnsafeBytes { unsafe hash.update(bufferPointer: $0) }
                count += piece.count
            }
        } catch {
            throw StorageError(.unavailable, "A file cannot be read.")
        }
        return (count, hash.finalize().hexadecimal)
    }
}
