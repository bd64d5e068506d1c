package import FoundationEssentials

/// An identifier as the outside sees it: a three-letter prefix that names the kind, an underscore, and a UUIDv7
/// (RFC 9562 §5.7) in lower-case hexadecimal with hyphens, e.g. `ans_0197…`. Ids of one kind sort by creation time.
package struct Identifier<Kind: IdentifierKind>: Sendable, Hashable, Codable, CustomStringConvertible {
    /// The whole text, prefix included.
    package let rawValue: String

    /// Reads an identifier from a request; nil when the prefix or the UUID is not right.
    package init?(_ text: String) {
        guard text.hasPrefix(Kind.prefix + "_"), text.utf8.count == Kind.prefix.utf8.count + 37 else { return nil }
        let uuid = text.dropFirst(Kind.prefix.count + 1)
        guard uuid.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) || $0 == 45 }),
            UUID(uuidString: String(uuid)) != nil
        else { return nil }
        rawValue = text
    }

    /// Makes a new one for `now`, with randomness from `random`.
    package init(at now: Date, using random: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, now.timeIntervalSince1970 * 1000))
        let high = (milliseconds << 16) | 0x7000 | (random.next() & 0x0FFF)
        let low = 0x8000_0000_0000_0000 | (random.next() & 0x3FFF_FFFF_FFFF_FFFF)
        func hex(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }
        let (a, b) = (hex(high), hex(low))
        rawValue =
            "\(Kind.prefix)_\(a.prefix(8))-\(a.dropFirst(8).prefix(4))-\(a.suffix(4))-\(b.prefix(4))-\(b.suffix(12))"
    }

    /// Makes a new one for `now` with the system's randomness.
    package init(at now: Date) {
        var random = SystemRandomNumberGenerator()
        self.init(at: now, using: &random)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let id = Self(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a \(Kind.prefix)_ identifier")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }

    package var description: String { rawValue }
}

/// What an ``Identifier`` names.
package protocol IdentifierKind: Sendable {
    /// The text before the underscore.
    static var prefix: String { get }
}
