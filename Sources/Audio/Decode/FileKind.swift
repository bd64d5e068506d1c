import Core
import Model

/// What a file is, by its content alone.
enum FileKind: Hashable {
    case wave
    case webm
    case mp4
    case oggOpus
    case oggVorbis
    /// Its first byte.
    case flac(from: Int)
    /// The first byte behind the tags.
    case mp3(from: Int)

    /// Bytes looked at.
    static let sampleSize = 65_536
    /// Bytes that tell the most common kinds.
    private static let magicSize = 12

    /// Looks at a file. Throws `decode.empty`, or a refusal that names what the file is.
    init(looking source: inout ByteSource) throws(AudioError) {
        // Little at first: a recording that is still being made has no more yet.
        let magic = try Self.start(of: &source, Self.magicSize)
        guard !magic.isEmpty else { throw AudioError(.empty, "The file is empty. Record again.") }
        if let kind = try Self.recorded(magic) {
            self = kind
        } else if magic.has("OggS", at: 0) {
            self = try Self.ogg(&source)
        } else {
            self = try Self.other(&source, try Self.start(of: &source, Self.sampleSize))
        }
    }

    /// The kinds that tell themselves by their first bytes.
    private static func recorded(_ magic: [UInt8]) throws(AudioError) -> FileKind? {
        if magic.has("RIFF", at: 0) || magic.has("RF64", at: 0) {
            if magic.has("WAVE", at: 8) { return .wave }
            throw magic.count < magicSize
                ? AudioError(.malformed, "The WAV header is cut off. Record again.")
                : Refusal.error("a RIFF file without WAVE audio")
        }
        if magic.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) { return .webm }
        if ["ftyp", "moov", "moof", "styp", "mdat"].contains(where: { magic.has($0, at: 4) }) { return .mp4 }
        // QuickTime and its kin may leave room in front: a box that is empty or not long.
        let isSmall = magic.count >= 8 && magic[0] == 0
        return isSmall && ["wide", "free", "skip", "pnot", "sidx"].contains { magic.has($0, at: 4) } ? .mp4 : nil
    }

    private static func other(_ source: inout ByteSource, _ start: [UInt8]) throws(AudioError) -> FileKind {
        if start.has("fLaC", at: 0) { return .flac(from: 0) }
        if MPEGTag.length(start[...]) != nil { return try tagged(&source, start) }
        if MPEGHeader.isStream(start[...], within: 1024) { return .mp3(from: 0) }
        // A stream that begins in the middle of a frame is looked for in what nothing else claims.
        if !Refusal.isKnown(start), MPEGHeader.isStream(start[...], within: Self.sampleSize) { return .mp3(from: 0) }
        throw Refusal.of(start)
    }

    private static func start(of source: inout ByteSource, _ size: Int) throws(AudioError) -> [UInt8] {
        var bytes: [UInt8] = []
        source.seek(to: 0)
        let count = try source.read(size, into: &bytes)
        bytes.removeLast(bytes.count - count)
        return bytes
    }

    private static func ogg(_ source: inout ByteSource) throws(AudioError) -> FileKind {
        var (codecs, isWhole): ([OggHeads.Codec], Bool) = ([], false)
        for size in [256, 4096, sampleSize] where !isWhole {
            (codecs, isWhole) = OggHeads.codecs(try start(of: &source, size))
        }
        if codecs.contains(.opus) { return .oggOpus }
        guard let first = codecs.first else {
            throw AudioError(.malformed, "The Ogg file is broken or cut off at its first page. Record again.")
        }
        if codecs.allSatisfy({ $0 == .vorbis }) { return .oggVorbis }
        let others = codecs.filter { $0 != .skeleton }
        if others.allSatisfy({ $0 == .theora }), !others.isEmpty {
            throw AudioError(.noAudioTrack, "This Ogg file holds Theora video and no audio. \(AudioError.advice)")
        }
        let name = (others.first { $0 != .theora && $0 != .vorbis } ?? others.first ?? first).rawValue
        throw AudioError(
            .unsupportedCodec,
            "This Ogg file holds \(name). \(AudioError.advice)",
            context: ["codec": name]
        )
    }

    /// What stands behind ID3v2 and APE tags: MP3 or FLAC, and nothing else.
    private static func tagged(_ source: inout ByteSource, _ start: [UInt8]) throws(AudioError) -> FileKind {
        var offset = 0
        var bytes = start
        for _ in 0..<16 {
            guard let length = MPEGTag.length(bytes[...]) else { break }
            offset += length
            source.seek(to: offset)
            let count = try source.read(sampleSize, into: &bytes)
            bytes.removeLast(bytes.count - count)
        }
        if bytes.has("fLaC", at: 0) { return .flac(from: offset) }
        // Padding of zeros between tag and audio is common.
        let padding = bytes.prefix { $0 == 0 }.count
        if MPEGHeader.isStream(bytes[padding...], within: Self.sampleSize) { return .mp3(from: offset + padding) }
        // A tag whose size is wrong: the stream tells itself.
        if MPEGHeader.isStream(start[10...], within: Self.sampleSize) { return .mp3(from: 10) }
        throw Refusal.error("a file with an ID3 tag and neither MP3 nor FLAC audio behind it")
    }
}

extension [UInt8] {
    /// Whether these ASCII characters stand at a place.
    func has(_ text: StaticString, at place: Int) -> Bool {
        guard count >= place + text.utf8CodeUnitCount else { return false }
        return self[place...].starts(with: "\(text)".utf8)
    }
}
