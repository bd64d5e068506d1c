@testable import Audio

/// Builds MP4 files byte by byte.
struct MP4Builder {
    /// Where the samples' index stands.
    enum Layout: CaseIterable { case first, last, fragments, baredFragments }

    var codec = "Opus"
    var packets: [[UInt8]] = []
    /// 48 kHz samples in a packet.
    var packetLength = 960
    /// Length the file gives the last packet.
    var lastLength: Int?
    var preSkip = 0
    var channels = 1
    /// Media start and length of an edit list, in 48 kHz samples.
    var edit: (start: Int, length: Int)?
    var layout = Layout.first
    var wideOffsets = false
    /// Packets in a chunk or fragment.
    var perChunk = 10
    /// Fragments left out, by number.
    var lost: Set<Int> = []
    var handler = "soun"
    /// A track of video in front of the audio.
    var video = false

    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func box(_ kind: String, _ content: [UInt8]) -> [UInt8] {
        number(content.count + 8, 4) + Array(kind.utf8) + content
    }

    /// A box with version and flags.
    static func full(_ kind: String, version: Int = 0, flags: Int = 0, _ content: [UInt8]) -> [UInt8] {
        box(kind, [UInt8(version)] + number(flags, 3) + content)
    }

    private func length(_ index: Int) -> Int { index == packets.count - 1 ? lastLength ?? packetLength : packetLength }

    private var header: [UInt8] {
        Self.box(
            "dOps",
            [0, UInt8(channels)] + Self.number(preSkip, 2) + Self.number(48_000, 4) + [0, 0, 0]
        )
    }

    private var entry: [UInt8] {
        let fields = [UInt8](repeating: 0, count: 6) + [0, 1] + [UInt8](repeating: 0, count: 8)
        let sound = Self.number(channels, 2) + Self.number(16, 2) + [0, 0, 0, 0] + Self.number(48_000 << 16, 4)
        return Self.box(codec, fields + sound + (codec == "Opus" ? header : []))
    }

    private func track(_ handler: String, id: Int, _ tables: [UInt8]) -> [UInt8] {
        let tkhd = Self.full(
            "tkhd",
            flags: 3,
            Self.number(0, 8) + Self.number(id, 4) + [UInt8](repeating: 0, count: 68)
        )
        let mdhd = Self.full("mdhd", Self.number(0, 8) + Self.number(48_000, 4) + Self.number(0, 8))
        let hdlr = Self.full("hdlr", Self.number(0, 4) + Array(handler.utf8) + [UInt8](repeating: 0, count: 13))
        var edits: [UInt8] = []
        if let edit, handler == self.handler {
            let list = Self.number(1, 4) + Self.number(edit.length, 4) + Self.number(edit.start, 4) + [0, 1, 0, 0]
            edits = Self.box("edts", Self.full("elst", list))
        }
        let minf = Self.box("minf", Self.box("stbl", tables))
        return Self.box("trak", tkhd + edits + Self.box("mdia", mdhd + hdlr + minf))
    }

    private func moov(mediaAt start: Int) -> [UInt8] {
        let chunks = stride(from: 0, to: packets.count, by: perChunk).map {
            packets[$0..<min($0 + perChunk, packets.count)]
        }
        var tables = Self.full("stsd", Self.number(1, 4) + entry)
        let isWhole = layout == .first || layout == .last
        if isWhole {
            tables += Self.full(
                "stts",
                Self.number(2, 4) + Self.number(packets.count - 1, 4) + Self.number(packetLength, 4)
                    + Self.number(1, 4) + Self.number(length(packets.count - 1), 4)
            )
            let uneven = chunks.count > 1 && chunks[chunks.count - 1].count != perChunk
            var runs = Self.number(1, 4) + Self.number(perChunk, 4) + Self.number(1, 4)
            if uneven {
                runs +=
                    Self.number(chunks.count, 4) + Self.number(chunks[chunks.count - 1].count, 4) + Self.number(1, 4)
            }
            tables += Self.full("stsc", Self.number(uneven ? 2 : 1, 4) + runs)
            tables += Self.full(
                "stsz",
                Self.number(0, 4) + Self.number(packets.count, 4) + packets.flatMap { Self.number($0.count, 4) }
            )
            var offset = start
            var offsets: [UInt8] = []
            for chunk in chunks {
                offsets += Self.number(offset, wideOffsets ? 8 : 4)
                offset += chunk.reduce(0) { $0 + $1.count }
            }
            tables += Self.full(wideOffsets ? "co64" : "stco", Self.number(chunks.count, 4) + offsets)
        } else {
            for kind in ["stts", "stsc", "stco"] { tables += Self.full(kind, Self.number(0, 4)) }
            tables += Self.full("stsz", Self.number(0, 8))
        }
        var content = Self.full("mvhd", Self.number(0, 8) + Self.number(48_000, 4) + [UInt8](repeating: 0, count: 84))
        if video { content += track("vide", id: 1, Self.full("stsd", Self.number(1, 4) + Self.box("avc1", []))) }
        content += track(handler, id: 2, tables)
        if !isWhole {
            // The bare form leaves to `trex` what it can.
            let defaults = Self.number(2, 4) + Self.number(1, 4) + Self.number(packetLength, 4) + Self.number(0, 8)
            content += Self.box("mvex", Self.full("trex", defaults))
        }
        return Self.box("moov", content)
    }

    private func fragment(_ number: Int) -> [UInt8] {
        let range = (number * perChunk)..<min((number + 1) * perChunk, packets.count)
        let bare = layout == .baredFragments
        func moof(dataAt offset: Int) -> [UInt8] {
            let tfhd = Self.full("tfhd", flags: 0x20000, Self.number(2, 4))
            let tfdt = Self.full("tfdt", version: 1, Self.number(range.lowerBound * packetLength, 8))
            let entries = range.flatMap { index in
                (bare ? [] : Self.number(length(index), 4)) + Self.number(packets[index].count, 4)
            }
            let run = Self.full(
                "trun",
                flags: bare ? 0x201 : 0x301,
                Self.number(range.count, 4) + Self.number(offset, 4) + entries
            )
            return Self.box(
                "moof",
                Self.full("mfhd", Self.number(number, 4)) + Self.box("traf", tfhd + (bare ? [] : tfdt) + run)
            )
        }
        return moof(dataAt: moof(dataAt: 0).count + 8) + Self.box("mdat", range.flatMap { packets[$0] })
    }

    func bytes() -> [UInt8] {
        let type = Self.box("ftyp", Array("iso5".utf8) + Self.number(512, 4) + Array("iso5mp41".utf8))
        let media = Self.box("mdat", packets.flatMap { $0 })
        switch layout {
        case .first:
            let size = moov(mediaAt: 0).count
            return type + moov(mediaAt: type.count + size + 8) + media
        case .last:
            return type + media + moov(mediaAt: type.count + 8)
        case .fragments, .baredFragments:
            let count = (packets.count + perChunk - 1) / perChunk
            return type + moov(mediaAt: 0) + (0..<count).filter { !lost.contains($0) }.flatMap(fragment)
        }
    }
}
