package import FoundationEssentials

/// How JSON is written for clients: camelCase keys in a stable order, times as RFC 3339 in UTC, slashes left alone.
package enum JSON {
    /// The encoder for everything that leaves the service.
    package static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return encoder
    }

    /// The decoder for what ``encoder`` wrote.
    package static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return decoder
    }
}
