import Core

/// Reading EBML (RFC 8794), the notation of WebM and Matroska.
enum EBML {
    /// The start of an element: what it is and how long its content is.
    struct Element: Sendable, Hashable {
        /// Identifier with its length marker, as the specifications print it.
        var id: UInt32
        /// Bytes of content; nil for "unknown", which live recordings use for Segment and Cluster.
        var size: Int?
        /// Where the element starts.
        var start: Int
        /// Where its content starts.
        var content: Int
    }

    /// Reads the start of an element at the source's position; nil when the bytes are none or the file ends.
    static func element(_ source: inout ByteSource) throws(AudioError) -> Element? {
        let start = source.position
        guard let first = try source.next(), first >= 0x10 else { return nil }
        let idLength = first.leadingZeroBitCount + 1
        var id = UInt32(first)
        for _ in 1..<idLength {
            guard let byte = try source.next() else { return nil }
            id = id << 8 | UInt32(byte)
        }
        guard let size = try size(&source) else { return nil }
        return Element(id: id, size: size.value, start: start, content: source.position)
    }

    private struct Size { var value: Int? }

    /// A size of 1–8 bytes. All value bits set means unknown, at every length: one byte 0xFF is "unknown", not 127.
    private static func size(_ source: inout ByteSource) throws(AudioError) -> Size? {
        guard let first = try source.next(), first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        var value = UInt64(first) & (0xFF >> UInt64(length))
        for _ in 1..<length {
            guard let byte = try source.next() else { return nil }
            value = value << 8 | UInt64(byte)
        }
        return Size(value: value == (1 << UInt64(7 * length)) - 1 ? nil : Int(value))
    }

    /// The elements inside content that lies in memory: identifier and range of content, in order, until the bytes end or
    /// are no elements any more.
    static func children(_ bytes: ArraySlice<UInt8>) -> [(id: UInt32, content: ArraySlice<UInt8>)] {
        var list: [(id: UInt32, content: ArraySlice<UInt8>)] = []
        var at = bytes.startIndex
        while at < bytes.endIndex, list.count < 1000 {
            let first = bytes[at]
            let idLength = first.leadingZeroBitCount + 1
            guard idLength <= 4, at + idLength < bytes.endIndex else { break }
            let id = bytes[at..<(at + idLength)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            guard let size = vint(bytes[(at + idLength)...]), size.value <= bytes.endIndex - size.end else { break }
            list.append((id, bytes[size.end..<(size.end + size.value)]))
            at = size.end + size.value
        }
        return list
    }

    /// A variable-length number at the start of the bytes, its marker removed, and where it ends.
    static func vint(_ bytes: ArraySlice<UInt8>) -> (value: Int, end: Int)? {
        guard let first = bytes.first, first != 0 else { return nil }
        let length = first.leadingZeroBitCount + 1
        guard bytes.count >= length else { return nil }
        let end = bytes.startIndex + length
        let value = bytes[bytes.startIndex..<end].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return (Int(value & ((1 << UInt64(7 * length)) - 1)), end)
    }

    /// An unsigned number of up to 8 bytes; nil when longer or beyond `Int`.
    static func unsigned(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count <= 8 else { return nil }
        return Int(exactly: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    /// A signed number of up to 8 bytes, 0 when longer.
    static func signed(_ bytes: ArraySlice<UInt8>) -> Int {
        guard bytes.count <= 8, let first = bytes.first else { return 0 }
        let start: Int64 = first & 0x80 == 0 ? 0 : -1
        return Int(bytes.reduce(start) { $0 << 8 | Int64($1) })
    }

    /// A float of 4 or 8 bytes; nil for other lengths and for what is not finite.
    static func float(_ bytes: ArraySlice<UInt8>) -> Double? {
        let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let value: Double
        switch bytes.count {
        case 4: value = Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case 8: value = Double(bitPattern: bits)
        default: return nil
        }
        return value.isFinite ? value : nil
    }

    /// Text, without trailing zeros, at most 100 characters.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix(100).prefix { $0 != 0 }, as: UTF8.self)
    }
}

/// The identifiers of WebM elements this room reads (RFC 9559).
enum WebMID {
    /// `ebml`.
    static let ebml: UInt32 = 0x1A45_DFA3
    /// `docType`.
    static let docType: UInt32 = 0x4282
    /// `segment`.
    static let segment: UInt32 = 0x1853_8067
    /// `info`.
    static let info: UInt32 = 0x1549_A966
    /// `timestampScale`.
    static let timestampScale: UInt32 = 0x2AD7B1
    /// `tracks`.
    static let tracks: UInt32 = 0x1654_AE6B
    /// `trackEntry`.
    static let trackEntry: UInt32 = 0xAE
    /// `trackNumber`.
    static let trackNumber: UInt32 = 0xD7
    /// `trackType`.
    static let trackType: UInt32 = 0x83
    /// `codecID`.
    static let codecID: UInt32 = 0x86
    /// `codecPrivate`.
    static let codecPrivate: UInt32 = 0x63A2
    /// `codecDelay`.
    static let codecDelay: UInt32 = 0x56AA
    /// `audio`.
    static let audio: UInt32 = 0xE1
    /// `samplingFrequency`.
    static let samplingFrequency: UInt32 = 0xB5
    /// `channels`.
    static let channels: UInt32 = 0x9F
    /// `bitDepth`.
    static let bitDepth: UInt32 = 0x6264
    /// `contentEncodings`.
    static let contentEncodings: UInt32 = 0x6D80
    /// `contentEncoding`.
    static let contentEncoding: UInt32 = 0x6240
    /// `contentEncryption`.
    static let contentEncryption: UInt32 = 0x5035
    /// `contentCompression`.
    static let contentCompression: UInt32 = 0x5034
    /// `compressionAlgorithm`.
    static let compressionAlgorithm: UInt32 = 0x4254
    /// `compressionSettings`.
    static let compressionSettings: UInt32 = 0x4255
    /// `cluster`.
    static let cluster: UInt32 = 0x1F43_B675
    /// `timestamp`.
    static let timestamp: UInt32 = 0xE7
    /// `simpleBlock`.
    static let simpleBlock: UInt32 = 0xA3
    /// `blockGroup`.
    static let blockGroup: UInt32 = 0xA0
    /// `block`.
    static let block: UInt32 = 0xA1
    /// `discardPadding`.
    static let discardPadding: UInt32 = 0x75A2
    /// `encryptedBlock`.
    static let encryptedBlock: UInt32 = 0xAF

    /// Elements that may stand in a Segment or a Cluster, or between two of them, and carry nothing for us: SeekHead, Cues,
    /// Attachments, Chapters, Tags, Void, CRC-32, Position, PrevSize, SilentTracks.
    static let passed: Set<UInt32> = [
        0x114D_9B74, 0x1C53_BB6B, 0x1941_A469, 0x1043_A770, 0x1254_C367, 0xEC, 0xBF, 0xA7, 0xAB, 0x5854,
    ]

    /// Whether an identifier may follow a block.
    static func follows(_ id: UInt32) -> Bool {
        switch id {
        case simpleBlock, blockGroup, cluster, timestamp, encryptedBlock, ebml, segment, info, tracks: true
        default: passed.contains(id)
        }
    }
}

/// One entry of a WebM file's track list.
struct WebMTrack: Sendable, Hashable {
    /// The number blocks carry.
    var number = 0
    /// 1 is video, 2 audio.
    var type = 0
    /// E.g. `A_OPUS`.
    var codec = ""
    /// The codec's own header, e.g. OpusHead.
    var codecPrivate: [UInt8] = []
    /// Nanoseconds to drop at the start.
    var codecDelay = 0
    /// Rate in hertz.
    var rate = 8000.0
    /// Channels.
    var channels = 1
    /// Bits per sample of PCM; 0 when not told.
    var bits = 0
    /// Whether the frames are encrypted.
    var encrypted = false
    /// The compression of the frames: nil for none, 3 for header stripping.
    var compression: Int?
    /// Bytes header stripping took from each frame.
    var stripped: [UInt8] = []

    /// The entries of a `Tracks` element's content.
    static func list(_ content: [UInt8]) -> [WebMTrack] {
        EBML.children(content[...]).filter { $0.id == WebMID.trackEntry }.prefix(127).map { WebMTrack($0.content) }
    }

    private init(_ content: ArraySlice<UInt8>) {
        for child in EBML.children(content) {
            switch child.id {
            case WebMID.trackNumber: number = EBML.unsigned(child.content) ?? 0
            case WebMID.trackType: type = EBML.unsigned(child.content) ?? 0
            case WebMID.codecID: codec = EBML.text(child.content)
            case WebMID.codecPrivate: codecPrivate = Array(child.content.prefix(4096))
            case WebMID.codecDelay: codecDelay = EBML.unsigned(child.content) ?? 0
            case WebMID.audio: readAudio(child.content)
            case WebMID.contentEncodings: readEncodings(child.content)
            default: break
            }
        }
    }

    private mutating func readAudio(_ content: ArraySlice<UInt8>) {
        for child in EBML.children(content) {
            switch child.id {
            case WebMID.samplingFrequency: rate = EBML.float(child.content) ?? rate
            case WebMID.channels: channels = EBML.unsigned(child.content) ?? channels
            case WebMID.bitDepth: bits = EBML.unsigned(child.content) ?? bits
            default: break
            }
        }
    }

    private mutating func readEncodings(_ content: ArraySlice<UInt8>) {
        for encoding in EBML.children(content) where encoding.id == WebMID.contentEncoding {
            for child in EBML.children(encoding.content) {
                if child.id == WebMID.contentEncryption { encrypted = true }
                guard child.id == WebMID.contentCompression else { continue }
                compression = 0
                for part in EBML.children(child.content) {
                    if part.id == WebMID.compressionAlgorithm { compression = EBML.unsigned(part.content) ?? 0 }
                    if part.id == WebMID.compressionSettings { stripped = Array(part.content.prefix(256)) }
                }
            }
        }
    }

    /// The audio tracks there is a decoder for, one at least. Throws what stands in the way when there is none.
    static func decodable(of tracks: [WebMTrack]) throws(AudioError) -> [WebMTrack] {
        let audio = tracks.filter { $0.type == 2 && (1...127).contains($0.number) }
        let decodable = audio.filter { $0.isDecodable && !$0.encrypted }
        guard decodable.isEmpty else { return decodable }
        guard let first = audio.first else {
            let video = tracks.first { $0.type == 1 }?.codec.dropFirst(2)
            throw AudioError(
                .noAudioTrack,
                "This WebM file holds \(video.map { "\($0) video" } ?? "tracks") and no audio. "
                    + "Allow the microphone when recording."
            )
        }
        if first.encrypted {
            throw AudioError(
                .encrypted,
                "The audio of this WebM file is encrypted. Send a recording without protection."
            )
        }
        throw AudioError(
            .unsupportedCodec,
            "The audio of this WebM file is \(first.codec.isEmpty ? "of an unnamed codec" : first.codec), not Opus. "
                + AudioError.advice,
            context: ["codec": first.codec]
        )
    }

    /// Whether this room can decode the track.
    var isDecodable: Bool {
        (codec == "A_OPUS" || sampleFormat != nil) && (compression == nil || compression == 3)
    }

    /// The sample format of a PCM track.
    var sampleFormat: SampleFormat? {
        switch (codec, bits) {
        case ("A_PCM/FLOAT/IEEE", 0), ("A_PCM/FLOAT/IEEE", 32): .f32
        case ("A_PCM/FLOAT/IEEE", 64): .f64
        case ("A_PCM/INT/LIT", 8): .u8
        case ("A_PCM/INT/LIT", 0), ("A_PCM/INT/LIT", 16): .s16
        case ("A_PCM/INT/LIT", 24): .s24
        case ("A_PCM/INT/LIT", 32): .s32
        default: nil
        }
    }
}

/// Takes a WebM block apart: head and laced frames (RFC 9559 section 10).
struct BlockLacing {
    /// Track number.
    var track: Int
    /// Timestamp against the cluster's, in ticks.
    var ticks: Int
    /// Where each frame lies in the block's bytes.
    var frames: [Range<Int>]

    /// Reads a block's content of `count` bytes; nil when its head or lacing contradicts its length.
    init?(_ bytes: [UInt8], count: Int) {
        let bytes = bytes[0..<min(max(0, count), bytes.count)]
        guard let number = EBML.vint(bytes), bytes.endIndex - number.end >= 3 else { return nil }
        track = number.value
        ticks = Int(Int16(truncatingIfNeeded: Int(bytes[number.end]) << 8 | Int(bytes[number.end + 1])))
        let flags = bytes[number.end + 2]
        var at = number.end + 3
        guard flags & 0x06 != 0 else {
            frames = [at..<bytes.endIndex]
            return
        }
        guard at < bytes.endIndex else { return nil }
        let count = Int(bytes[at]) + 1
        at += 1
        var sizes: [Int]?
        switch flags & 0x06 {
        case 0x02: sizes = Self.xiph(bytes, &at, count)
        case 0x06: sizes = Self.ebml(bytes, &at, count)
        default:
            let left = bytes.endIndex - at
            sizes = left % count == 0 ? [Int](repeating: left / count, count: count - 1) : nil
        }
        guard let sizes else { return nil }
        frames = []
        for size in sizes {
            guard size >= 0, size <= bytes.endIndex - at else { return nil }
            frames.append(at..<(at + size))
            at += size
        }
        frames.append(at..<bytes.endIndex)
    }

    /// Sizes of all frames but the last, each a run of 255s and a rest.
    private static func xiph(_ bytes: ArraySlice<UInt8>, _ at: inout Int, _ count: Int) -> [Int]? {
        var sizes: [Int] = []
        for _ in 0..<(count - 1) {
            var size = 0
            while true {
                guard at < bytes.endIndex else { return nil }
                let byte = bytes[at]
                at += 1
                size += Int(byte)
                if byte != 255 { break }
            }
            sizes.append(size)
        }
        return sizes
    }

    /// Sizes of all frames but the last: the first plain, the others as differences.
    private static func ebml(_ bytes: ArraySlice<UInt8>, _ at: inout Int, _ count: Int) -> [Int]? {
        var sizes: [Int] = []
        for index in 0..<(count - 1) {
            guard let number = EBML.vint(bytes[at...]) else { return nil }
            if index == 0 {
                sizes.append(number.value)
            } else {
                let bias = (1 << (7 * (number.end - at) - 1)) - 1
                guard let last = sizes.last else { return nil }
                let size = last &+ number.value &- bias
                guard size >= 0, size <= bytes.count else { return nil }
                sizes.append(size)
            }
            at = number.end
        }
        return sizes
    }
}
