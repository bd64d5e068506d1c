package import FoundationEssentials

/// The bytes around the files of a ZIP archive (APPNOTE 6.3.10), which are stored as they are: sound and PDF are compressed
/// already. Sizes and checksums stand before each file, so any reader can take the archive as a stream; with more than 65,535
/// files or 4 GB the records of ZIP64 are added.
package struct ZipArchive: Sendable {
    private struct Entry {
        var name: [UInt8]
        var crc: UInt32
        var size: UInt32
        var offset: UInt64
        var time: UInt32
    }

    private var entries: [Entry] = []
    private var offset: UInt64 = 0

    /// An archive without files.
    package init() {}

    /// The most bytes one file may have.
    package static let mostBytes = Int(UInt32.max) - 1

    /// What stands before a file's bytes.
    ///
    /// - Parameters:
    ///   - size: at most ``mostBytes``.
    ///   - date: in UTC; ZIP has no time zones.
    package mutating func begin(_ name: String, size: Int, crc: UInt32, date: Date) -> [UInt8] {
        let entry = Entry(
            name: Array(name.utf8.prefix(65_535)),
            crc: crc,
            size: UInt32(clamping: size),
            offset: offset,
            time: Self.dosTime(date)
        )
        entries.append(entry)
        var bytes = LittleEndian()
        bytes.add(0x0403_4b50 as UInt32)
        bytes.add(20 as UInt16)
        Self.facts(of: entry, to: &bytes)
        bytes.add(0 as UInt16)
        bytes.bytes += entry.name
        offset += UInt64(bytes.bytes.count) + UInt64(entry.size)
        return bytes.bytes
    }

    /// What stands behind the last file.
    package mutating func end() -> [UInt8] {
        var bytes = LittleEndian()
        for entry in entries {
            let isFar = entry.offset >= UInt64(UInt32.max)
            bytes.add(0x0201_4b50 as UInt32)
            bytes.add((3 << 8 | (isFar ? 45 : 20)) as UInt16)
            bytes.add((isFar ? 45 : 20) as UInt16)
            Self.facts(of: entry, to: &bytes)
            bytes.add((isFar ? 12 : 0) as UInt16)
            bytes.add(0 as UInt16)
            bytes.add(0 as UInt16)
            bytes.add(0 as UInt16)
            bytes.add((0o100644 << 16) as UInt32)
            bytes.add(isFar ? UInt32.max : UInt32(entry.offset))
            bytes.bytes += entry.name
            guard isFar else { continue }
            bytes.add(1 as UInt16)
            bytes.add(8 as UInt16)
            bytes.add(entry.offset)
        }
        let (size, start) = (UInt64(bytes.bytes.count), offset)
        if entries.count > 65_534 || start >= UInt64(UInt32.max) || size >= UInt64(UInt32.max) {
            bytes.add(0x0606_4b50 as UInt32)
            bytes.add(44 as UInt64)
            bytes.add((3 << 8 | 45) as UInt16)
            bytes.add(45 as UInt16)
            bytes.add(0 as UInt32)
            bytes.add(0 as UInt32)
            bytes.add(UInt64(entries.count))
            bytes.add(UInt64(entries.count))
            bytes.add(size)
            bytes.add(start)
            bytes.add(0x0706_4b50 as UInt32)
            bytes.add(0 as UInt32)
            bytes.add(start + size)
            bytes.add(1 as UInt32)
        }
        bytes.add(0x0605_4b50 as UInt32)
        bytes.add(0 as UInt32)
        bytes.add(UInt16(clamping: entries.count))
        bytes.add(UInt16(clamping: entries.count))
        bytes.add(UInt32(clamping: size))
        bytes.add(UInt32(clamping: start))
        bytes.add(0 as UInt16)
        return bytes.bytes
    }

    /// The fields a file's two headers share: names are UTF-8, nothing is compressed.
    private static func facts(of entry: Entry, to bytes: inout LittleEndian) {
        bytes.add(1 << 11 as UInt16)
        bytes.add(0 as UInt16)
        bytes.add(entry.time)
        bytes.add(entry.crc)
        bytes.add(entry.size)
        bytes.add(entry.size)
        bytes.add(UInt16(entry.name.count))
    }

    /// Date and time as MS-DOS wrote them: two seconds are the smallest step, 1980 the first year.
    private static func dosTime(_ date: Date) -> UInt32 {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        let year = UInt32(max(0, min(127, (parts.year ?? 1980) - 1980)))
        let day = year << 9 | UInt32(parts.month ?? 1) << 5 | UInt32(parts.day ?? 1)
        let time = UInt32(parts.hour ?? 0) << 11 | UInt32(parts.minute ?? 0) << 5 | UInt32(parts.second ?? 0) / 2
        return day << 16 | time
    }

    private struct LittleEndian {
        var bytes: [UInt8] = []

        mutating func add(_ number: some FixedWidthInteger) {
            var number = number
            for _ in 0..<number.bitWidth / 8 {
                bytes.append(UInt8(truncatingIfNeeded: number))
                number >>= 8
            }
        }
    }
}

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
