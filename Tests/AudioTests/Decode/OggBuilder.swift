@testable import Audio

/// Builds Ogg files page by page, with right checksums.
struct OggBuilder {
    /// One page to be.
    struct Page {
        var packets: [[UInt8]]
        var granule: Int
        var flags: UInt8 = 0
        var number: Int
        var serial = 7
        /// Bytes in front of it.
        var junk: [UInt8] = []
    }

    var pages: [Page] = []

    /// A whole file of these packets of 20 ms, so many to a page, as a good writer makes it.
    init(_ packets: OggPackets, perPage: Int = 10, preSkip: Int = 312) {
        pages.append(Page(packets: [packets.head], granule: 0, flags: 2, number: 0))
        pages.append(Page(packets: [Array("OpusTags".utf8) + [UInt8](repeating: 0, count: 8)], granule: 0, number: 1))
        for start in stride(from: 0, to: packets.audio.count, by: perPage) {
            let part = Array(packets.audio[start..<min(packets.audio.count, start + perPage)])
            let end = (start + part.count) * 960
            let isLast = end == packets.audio.count * 960
            pages.append(Page(packets: part, granule: end, flags: isLast ? 4 : 0, number: pages.count))
        }
    }

    /// The file.
    func bytes() -> [UInt8] { pages.flatMap { $0.junk + Self.bytes($0) } }

    private static func bytes(_ page: Page) -> [UInt8] {
        let lacing = page.packets.flatMap { packet in
            [UInt8](repeating: 255, count: packet.count / 255) + [UInt8(packet.count % 255)]
        }
        var bytes = Array("OggS".utf8) + [0, page.flags] + little(page.granule, 8) + little(page.serial, 4)
        bytes += little(page.number, 4) + [0, 0, 0, 0, UInt8(lacing.count)] + lacing + page.packets.flatMap { $0 }
        var sum: UInt32 = 0
        for byte in bytes {
            sum ^= UInt32(byte) << 24
            for _ in 0..<8 { sum = sum & 0x8000_0000 != 0 ? sum << 1 ^ 0x04C1_1DB7 : sum << 1 }
        }
        bytes.replaceSubrange(22..<26, with: little(Int(sum), 4))
        return bytes
    }

    private static func little(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
}
