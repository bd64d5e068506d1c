/// The checksum of ZIP (ITU-T V.42, reflected polynomial 0xEDB88320).
package struct CRC32: Sendable {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private var state = UInt32.max

    /// The checksum of nothing yet.
    package init() {}

    /// Adds bytes.
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        let table = Self.table
        var value = state
        for byte in bytes { value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8 }
        state = value
    }

    /// The checksum of what was added.
    package var value: UInt32 { ~state }

    /// The checksum of bytes.
    package static func of(_ bytes: some Sequence<UInt8>) -> UInt32 {
        var crc = CRC32()
        crc.add(bytes)
        return crc.value
    }
}
