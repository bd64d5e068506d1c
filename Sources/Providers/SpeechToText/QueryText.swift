import Core

/// Writes URL queries (RFC 3986 §2.3).
enum QueryText {
    /// Name-value pairs, percent-encoded, joined.
    static func join(_ pairs: [(String, String)]) -> String {
        pairs.map { "\($0.0.percentEncoded())=\($0.1.percentEncoded())" }.joined(separator: "&")
    }
}
