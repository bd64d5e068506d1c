/// What an Ogg file holds, from the first page of each of its streams.
enum OggHeads {
    /// A codec Ogg carries.
    enum Codec: String, Sendable, CaseIterable {
        case opus = "Opus"
        case vorbis = "Vorbis"
        case flac = "FLAC"
        case speex = "Speex"
        case theora = "Theora video"
        case skeleton = "Skeleton"
        case unknown = "an unknown codec"

        /// The codec an identification packet belongs to.
        init(packet: some Collection<UInt8>) {
            func starts(_ magic: String) -> Bool { packet.starts(with: magic.utf8) }
            func starts(_ byte: UInt8, _ magic: String) -> Bool {
                packet.first == byte && packet.dropFirst().starts(with: magic.utf8)
            }
            self =
                if starts("OpusHead") { .opus } else if starts(1, "vorbis") { .vorbis } else if starts(0x7F, "FLAC") {
                    .flac
                } else if starts("Speex   ") { .speex } else if starts(0x80, "theora") {
                    .theora
                } else if starts("fishead") { .skeleton } else { .unknown }
        }
    }

    /// The codecs named by the run of first pages at the start of a file, in order, and whether the run ends within these bytes.
    static func codecs(_ start: [UInt8]) -> (codecs: [Codec], isWhole: Bool) {
        var codecs: [Codec] = []
        var at = 0
        while at + 27 <= start.count, codecs.count < 32 {
            let isFirst = start[at..<(at + 4)].elementsEqual("OggS".utf8) && start[at + 5] & 0x02 != 0
            guard isFirst else { return (codecs, true) }
            let segments = Int(start[at + 26])
            let body = at + 27 + segments
            guard body <= start.count else { break }
            let length = start[(at + 27)..<body].reduce(0) { $0 + Int($1) }
            codecs.append(Codec(packet: start[body..<min(start.count, body + length)]))
            at = body + length
        }
        return (codecs, codecs.count == 32)
    }
}
