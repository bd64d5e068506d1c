import Core
import Crypto
package import FoundationEssentials

/// How values are written to TEXT columns: sorted keys, dates as milliseconds since 1970, so that equal values give equal text.
package enum StoredJSON {
    /// The JSON text of a value.
    package static func text(_ value: some Encodable) throws(StorageError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .millisecondsSince1970
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw StorageError(.corrupt, "A value cannot be written as JSON.", context: ["reason": "\(error)"])
        }
    }

    /// The value in a JSON text; anything else is a corrupt row.
    package static func value<Value: Decodable>(
        _ type: Value.Type = Value.self,
        from text: String
    ) throws(StorageError) -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .millisecondsSince1970
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return try decoder.decode(type, from: Data(text.utf8))
        } catch {
            throw StorageError(
                .corrupt,
                "A stored value cannot be read back.",
                context: ["type": "\(type)", "reason": place(of: error)]
            )
        }
    }

    /// Where a value does not fit, without the value: it may be what a person said.
    private static func place(of error: any Error) -> String {
        guard let error = error as? DecodingError else { return "\(Swift.type(of: error))" }
        let (what, context) =
            switch error {
            case .typeMismatch(let type, let context): ("no \(type)", context)
            case .valueNotFound(let type, let context): ("no value for \(type)", context)
            case .keyNotFound(let key, let context): ("no key \(key.stringValue)", context)
            case .dataCorrupted(let context): ("not as it should be", context)
            @unknown default: ("unreadable", DecodingError.Context(codingPath: [], debugDescription: ""))
            }
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return "\(what) at \(path.isEmpty ? "the top" : path)"
    }
}

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

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A file read from its start in pieces, never mapped. Blocking; for one thread at a time.
package final class PieceReader {
    /// Bytes of a piece at most.
    package static let pieceBytes = 256 * 1_024

    private let descriptor: Int32
    private let name: String

    /// Opens a file.
    ///
    /// - Throws: `storage.unavailable`.
    package init(_ file: URL) throws(StorageError) {
        descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
        name = file.lastPathComponent
        guard descriptor >= 0 else { throw StorageError(errno: errno, call: "open", file: name) }
    }

    deinit { close(descriptor) }

    /// The next piece; nil at the end.
    ///
    /// - Throws: `storage.unavailable` when the disk gives none.
    package func next() throws(StorageError) -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
        while true {
            let descriptor = descriptor
            let count = unsafe piece.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw StorageError(errno: errno, call: "read", file: name) }
            guard count > 0 else { return nil }
            piece.removeLast(piece.count - count)
            return piece
        }
    }
}
