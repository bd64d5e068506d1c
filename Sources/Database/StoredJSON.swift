import Core
import FoundationEssentials

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
