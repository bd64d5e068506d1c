/// A single byte range (RFC 9110 §14.1.2) against a resource of known length.
package struct ByteRange: Sendable, Hashable {
    /// First byte, inclusive.
    package let start: Int
    /// Last byte, exclusive.
    package let end: Int

    /// A range of bytes.
    package init(start: Int, end: Int) {
        self.start = start
        self.end = end
    }

    /// What a `Range` header asks for.
    package enum Outcome: Sendable, Hashable {
        /// No range, several ranges, or one we do not understand: the whole resource.
        case whole
        /// This part.
        case part(ByteRange)
        /// A range that lies outside: 416.
        case unsatisfiable
    }

    /// Reads a header such as `bytes=0-99`, `bytes=100-` or `bytes=-50`.
    package static func parse(_ header: String?, length: Int) -> Outcome {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let parts = header.dropFirst(6).split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return .whole }
        switch (parts[0], number(parts[0]), number(parts[1])) {
        case ("", _, let suffix?):
            guard suffix > 0, length > 0 else { return .unsatisfiable }
            return .part(ByteRange(start: max(0, length - suffix), end: length))
        case (_, let first?, nil) where parts[1].isEmpty:
            guard first < length else { return .unsatisfiable }
            return .part(ByteRange(start: first, end: length))
        case (_, let first?, let last?) where last >= first:
            guard first < length else { return .unsatisfiable }
            return .part(ByteRange(start: first, end: min(last, length - 1) + 1))
        default:
            return .whole
        }
    }

    /// Digits and nothing else; what is beyond all numbers lies behind the end of everything.
    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text) ?? .max
    }
}
