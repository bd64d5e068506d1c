@testable import Audio

/// Builds WebM files byte by byte.
struct WebMBuilder {
    enum Lacing: Int, CaseIterable { case none = 0, xiph = 2, fixed = 4, ebml = 6 }

    var codec = "A_OPUS"
    var codecPrivate: [UInt8] = WebMBuilder.opusHead()
    var trackNumber = 1
    var channels = 1
    var rate = 48_000.0
    var bits = 0
    var docType = "webm"
    /// Whether Segment and Clusters state no size, as live recordings do.
    var live = true
    /// A video track in front of the audio.
    var video = false
    var extraTrackFields: [UInt8] = []
    private(set) var clusters: [UInt8] = []

    static func opusHead(channels: UInt8 = 1, preSkip: Int = 0, rate: Int = 48_000) -> [UInt8] {
        Array("OpusHead".utf8) + [1, channels, UInt8(preSkip & 255), UInt8(preSkip >> 8)]
            + (0..<4).map { UInt8(truncatingIfNeeded: rate >> (8 * $0)) } + [0, 0, 0]
    }

    static func element(_ id: UInt32, _ content: [UInt8]) -> [UInt8] {
        name(id) + size(content.count) + content
    }

    static func name(_ id: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }.drop { $0 == 0 }.map { $0 }
    }

    static func size(_ count: Int) -> [UInt8] {
        count < 127 ? [0x80 | UInt8(count)] : [0x10 | UInt8(count >> 24)] + number(count & 0xFF_FFFF, 3)
    }

    static func number(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    static func float(_ value: Double) -> [UInt8] { number(Int(truncatingIfNeeded: value.bitPattern), 8) }

    /// A cluster at a time in milliseconds, of whole elements.
    mutating func cluster(at ms: Int, _ blocks: [[UInt8]]) {
        let content = Self.element(WebMID.timestamp, Self.number(ms, 4)) + blocks.flatMap { $0 }
        clusters += live ? Self.name(WebMID.cluster) + [0xFF] + content : Self.element(WebMID.cluster, content)
    }

    /// A block's content.
    func block(_ frames: [[UInt8]], ms: Int = 0, lacing: Lacing = .none) -> [UInt8] {
        var bytes = [0x80 | UInt8(trackNumber)] + Self.number(ms, 2) + [UInt8(lacing.rawValue)]
        if lacing != .none { bytes.append(UInt8(frames.count - 1)) }
        switch lacing {
        case .none, .fixed: break
        case .xiph:
            for frame in frames.dropLast() {
                bytes += [UInt8](repeating: 255, count: frame.count / 255) + [UInt8(frame.count % 255)]
            }
        case .ebml:
            for (index, frame) in frames.dropLast().enumerated() {
                // Two bytes each: the first size plain, the others as a difference with a bias of 2^13 − 1.
                let value = index == 0 ? frame.count : frame.count - frames[index - 1].count + 8191
                bytes += Self.number(0x4000 | value, 2)
            }
        }
        return bytes + frames.flatMap { $0 }
    }

    func simple(_ frames: [[UInt8]], ms: Int = 0, lacing: Lacing = .none) -> [UInt8] {
        Self.element(WebMID.simpleBlock, block(frames, ms: ms, lacing: lacing))
    }

    func group(_ frames: [[UInt8]], ms: Int = 0, discard: Int? = nil) -> [UInt8] {
        Self.element(
            WebMID.blockGroup,
            Self.element(WebMID.block, block(frames, ms: ms))
                + (discard.map { Self.element(WebMID.discardPadding, Self.number($0, 8)) } ?? [])
        )
    }

    func bytes() -> [UInt8] {
        var audio =
            Self.element(WebMID.samplingFrequency, Self.float(rate)) + Self.element(WebMID.channels, [UInt8(channels)])
        if bits > 0 { audio += Self.element(WebMID.bitDepth, [UInt8(bits)]) }
        var entry = Self.element(WebMID.trackNumber, [UInt8(trackNumber)]) + Self.element(WebMID.trackType, [2])
        entry += Self.element(WebMID.codecID, Array(codec.utf8)) + Self.element(WebMID.audio, audio) + extraTrackFields
        if !codecPrivate.isEmpty { entry += Self.element(WebMID.codecPrivate, codecPrivate) }
        var tracks = Self.element(WebMID.trackEntry, entry)
        if video {
            let fields = Self.element(WebMID.trackNumber, [9]) + Self.element(WebMID.trackType, [1])
            tracks =
                Self.element(WebMID.trackEntry, fields + Self.element(WebMID.codecID, Array("V_VP8".utf8))) + tracks
        }
        let content =
            Self.element(WebMID.info, Self.element(WebMID.timestampScale, Self.number(1_000_000, 3)))
            + Self.element(WebMID.tracks, tracks) + clusters
        let head = Self.element(WebMID.ebml, Self.element(WebMID.docType, Array(docType.utf8)))
        return head
            + (live
                ? Self.name(WebMID.segment) + [0x01] + [UInt8](repeating: 0xFF, count: 7) + content
                : Self.element(WebMID.segment, content))
    }
}
