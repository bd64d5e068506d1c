/// An IP address as a socket connects to it, and whether it belongs to the public internet (the special-purpose registries of
/// IANA: RFC 6890 and what was added since).
package struct NetworkAddress: Sendable, Hashable {
    /// Four bytes, or sixteen.
    private let bytes: [UInt8]

    /// An address from its bytes in network order; nil unless there are four or sixteen.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        self.bytes = bytes
    }

    private static let closed4: [(UInt32, Int)] = [
        (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16),
        (0xAC10_0000, 12), (0xC000_0000, 24), (0xC000_0200, 24), (0xC058_6300, 24), (0xC0A8_0000, 16),
        (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24), (0xE000_0000, 3),
    ]

    /// Whether it is none of: this machine, private and link-local networks (where clouds keep their metadata), shared
    /// carrier space, multicast, documentation and reserved blocks.
    package var isPublic: Bool { bytes.count == 4 ? Self.isPublic4(bytes[...]) : isPublic6 }

    private static func isPublic4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let value = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return !closed4.contains { network, length in (value ^ network) >> UInt32(32 - length) == 0 }
    }

    private var isPublic6: Bool {
        let mapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
        let translated = Array(bytes[..<12]) == [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        if mapped || translated { return Self.isPublic4(bytes[12...]) }
        // Only 2000::/3 is given out; of it 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20 are documentation, and
        // 2002::/16 hides an IPv4 address.
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        let head = UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8 | UInt32(bytes[3])
        return head >> 9 != 0x2001_0000 >> 9 && head != 0x2001_0DB8 && head >> 16 != 0x2002
            && head >> 12 != 0x3FFF_0000 >> 12
    }
}
