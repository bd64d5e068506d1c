import Core

/// One box of an MP4 file (ISO/IEC 14496-12 §4.2): its kind, and where it and its content lie.
struct MP4Box: Hashable {
    /// Four characters, the first in the highest byte.
    var kind: UInt32
    /// First byte of the header.
    var start: Int
    /// First byte behind the header.
    var content: Int
    /// First byte behind the box, held within the file or the box around it.
    var end: Int
    /// Whether the box says it goes on behind that.
    var isCut: Bool

    /// Four ASCII characters as a box's kind.
    static func kind(_ name: StaticString) -> UInt32 {
        name.description.utf8.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// The kind as text, with `?` for what cannot be printed.
    static func name(_ kind: UInt32) -> String {
        let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: kind >> $0) }
        return String(decoding: bytes.map { (32..<127).contains($0) ? $0 : 63 }, as: UTF8.self)
    }

    /// Reads the header at the source's position; nil at `end`, or for a header that is cut or impossible.
    ///
    /// - Parameter end: end of the box around it; nil for the file's.
    static func read(_ source: inout ByteSource, before end: Int? = nil) throws(AudioError) -> MP4Box? {
        let start = source.position
        func fits(_ count: Int, in source: inout ByteSource) -> Bool {
            end.map { $0 - start >= count } ?? source.reaches(count, behind: start)
        }
        guard fits(8, in: &source), let short = try source.bigEndian(4), let kind = try source.bigEndian(4) else {
            return nil
        }
        var size = Int(short)
        var content = start + 8
        if size == 1 {
            guard fits(16, in: &source), let long = try source.bigEndian(8), long < 1 << 62 else { return nil }
            size = Int(long)
            content = start + 16
        } else if size == 0 {
            // The last box may leave its end to the file's.
            size = (end ?? source.size) - start
        }
        guard size >= content - start else { return nil }
        let isCut = !fits(size, in: &source)
        return MP4Box(
            kind: UInt32(kind),
            start: start,
            content: content,
            end: isCut ? end ?? source.size : start + size,
            isCut: isCut
        )
    }

    /// Calls `body` for each box within this one, from `skipping` bytes behind its header on. At most ``mostChildren``.
    func forEachChild(
        _ source: inout ByteSource,
        skipping: Int = 0,
        _ body: (inout ByteSource, MP4Box) throws(AudioError) -> Void
    ) throws(AudioError) {
        var place = content + skipping
        for _ in 0..<Self.mostChildren {
            guard place < end else { return }
            source.seek(to: place)
            guard let child = try MP4Box.read(&source, before: end) else { return }
            try body(&source, child)
            place = child.end
        }
    }

    /// More boxes than this in one are taken for damage.
    static let mostChildren = 4096
}

/// The kinds of boxes this room reads.
enum MP4 {
    static let ftyp = MP4Box.kind("ftyp")
    static let styp = MP4Box.kind("styp")
    static let moov = MP4Box.kind("moov")
    static let mdat = MP4Box.kind("mdat")
    static let mvhd = MP4Box.kind("mvhd")
    static let trak = MP4Box.kind("trak")
    static let tkhd = MP4Box.kind("tkhd")
    static let edts = MP4Box.kind("edts")
    static let elst = MP4Box.kind("elst")
    static let mdia = MP4Box.kind("mdia")
    static let mdhd = MP4Box.kind("mdhd")
    static let hdlr = MP4Box.kind("hdlr")
    static let minf = MP4Box.kind("minf")
    static let stbl = MP4Box.kind("stbl")
    static let stsd = MP4Box.kind("stsd")
    static let stsz = MP4Box.kind("stsz")
    static let stco = MP4Box.kind("stco")
    static let co64 = MP4Box.kind("co64")
    static let stsc = MP4Box.kind("stsc")
    static let stts = MP4Box.kind("stts")
    static let mvex = MP4Box.kind("mvex")
    static let trex = MP4Box.kind("trex")
    static let moof = MP4Box.kind("moof")
    static let traf = MP4Box.kind("traf")
    static let tfhd = MP4Box.kind("tfhd")
    static let tfdt = MP4Box.kind("tfdt")
    static let trun = MP4Box.kind("trun")
    static let opus = MP4Box.kind("Opus")
    static let dOps = MP4Box.kind("dOps")
    static let sound = MP4Box.kind("soun")
    static let video = MP4Box.kind("vide")
    static let encrypted = MP4Box.kind("enca")
    /// Boxes that may stand in front of everything and say nothing of what the file holds.
    static let preamble = Set(
        ["ftyp", "styp", "wide", "free", "skip", "uuid", "pdin", "pnot", "PICT"].map(MP4Box.kind)
    )
}

/// A table of an MP4 file (sizes, offsets, durations): read through a window of 4 KiB, since it grows with the recording.
struct MP4Table {
    /// First byte of the first entry.
    let start: Int
    /// Entries that really are there.
    let count: Int
    /// Bytes in one entry.
    let width: Int

    private var bytes: [UInt8] = []
    private var first = 0
    private var loaded = 0

    private static let windowBytes = 4096

    /// No entries.
    init() { (start, count, width) = (0, 0, 1) }

    /// A table of so many entries by its own account, cut to what the box holds.
    init(start: Int, end: Int, declared: UInt64, width: Int) {
        self.start = start
        self.width = width
        count = min(Int(clamping: declared), max(0, end - start) / width)
    }

    /// The big-endian number of `size` bytes at `column` of an entry; nil behind the last entry.
    mutating func value(
        _ index: Int,
        column: Int = 0,
        size: Int = 4,
        _ source: inout ByteSource
    ) throws(AudioError) -> Int? {
        guard index >= 0, index < count else { return nil }
        if index < first || index >= first + loaded {
            let wanted = min(count - index, max(1, Self.windowBytes / width))
            source.seek(to: start + index * width)
            loaded = try source.read(wanted * width, into: &bytes) / width
            first = index
            guard loaded > 0 else { return nil }
        }
        let place = (index - first) * width + column
        var value: UInt64 = 0
        for byte in bytes[place..<(place + size)] { value = value << 8 | UInt64(byte) }
        return Int(clamping: value)
    }
}

/// What the `moov` box of an MP4 file says of the track to decode.
struct MP4Head {
    /// Ticks a second of the whole file's clock, in which edit lists count.
    var timescale = 0
    /// The track to decode.
    var track: MP4Track
    /// What its fragments' samples are when they do not say.
    var defaults = MP4Fragment.Defaults()
    /// Whether the samples come in fragments.
    var isFragmented = false
    /// Audio tracks that can be decoded.
    var choices = 0

    /// Reads a `moov` box and takes the decodable audio track of this number, or the last. Throws what stands in the way when there is
    /// none.
    init(_ source: inout ByteSource, _ box: MP4Box, choosing number: Int = 0) throws(AudioError) {
        var timescale = 0
        var tracks: [MP4Track] = []
        var defaults: [Int: MP4Fragment.Defaults] = [:]
        var isFragmented = false
        try box.forEachChild(&source) { (source, child) throws(AudioError) in
            switch child.kind {
            case MP4.mvhd:
                let version = try source.next() ?? 0
                source.seek(to: child.content + (version == 1 ? 20 : 12))
                timescale = Int(try source.bigEndian(4) ?? 0)
            case MP4.trak where tracks.count < 64:
                tracks.append(try MP4Track.read(&source, child))
            case MP4.mvex:
                isFragmented = true
                try child.forEachChild(&source) { (source, entry) throws(AudioError) in
                    guard entry.kind == MP4.trex, defaults.count < 64 else { return }
                    source.skip(4)
                    let id = Int(try source.bigEndian(4) ?? 0)
                    source.skip(4)
                    let duration = Int(try source.bigEndian(4) ?? 0)
                    defaults[id] = .init(duration: duration, size: Int(try source.bigEndian(4) ?? 0))
                }
            default: break
            }
        }
        let decodable = try Self.decodable(of: tracks)
        track = decodable[min(max(0, number), decodable.count - 1)]
        choices = decodable.count
        self.timescale = timescale
        self.isFragmented = isFragmented
        self.defaults = defaults[track.id] ?? .init()
    }

    private static func decodable(of tracks: [MP4Track]) throws(AudioError) -> [MP4Track] {
        let audio = tracks.filter { $0.handler == MP4.sound }
        let decodable = audio.filter { $0.codec == MP4.opus && $0.timescale > 0 }
        guard decodable.isEmpty else { return decodable }
        guard let first = audio.first else {
            let what = tracks.contains { $0.handler == MP4.video } ? "video" : "tracks"
            throw AudioError(
                .noAudioTrack,
                "This MP4 file holds \(what) and no audio. Allow the microphone when recording."
            )
        }
        if first.codec == MP4.encrypted {
            throw AudioError(
                .encrypted,
                "The audio of this MP4 file is encrypted. Send a recording without protection."
            )
        }
        guard first.codec != 0, first.codec != MP4.opus else {
            throw AudioError(.malformed, "The MP4 file does not say how its audio is coded. Record again.")
        }
        throw AudioError(
            .unsupportedCodec,
            "The audio of this MP4 file is \(name(first.codec)), not Opus. In Safari record with MediaRecorder and "
                + "audio/webm;codecs=opus or audio/mp4;codecs=opus, or convert the file to WAV. \(AudioError.advice)",
            context: ["codec": MP4Box.name(first.codec)]
        )
    }

    private static func name(_ codec: UInt32) -> String {
        switch MP4Box.name(codec) {
        case "mp4a": "AAC"
        case "alac": "Apple Lossless"
        case "fLaC": "FLAC"
        case "ac-3", "ec-3": "Dolby Digital"
        case "samr", "sawb": "AMR"
        case "sowt", "twos", "lpcm", "ipcm", "fpcm", "in24", "fl32": "uncompressed"
        case let other: "of the codec \(other)"
        }
    }

    /// The Opus header in the form other containers carry it, and with the start the edit list gives.
    ///
    /// Source: "Encapsulation of Opus in ISO Base Media File Format", §4.3.2; its numbers are big-endian.
    func opusHead() throws(AudioError) -> OpusHead {
        let box = track.opusHeader
        guard box.count >= 11, box[0] == 0 else {
            throw AudioError(.malformed, "The MP4 file's Opus header is broken. Record again.")
        }
        var header = OpusHead.magic + [1, box[1], box[3], box[2], box[7], box[6], box[5], box[4], box[9], box[8]]
        header += box[10...]
        var head = try OpusHead(header)
        if let start = track.mediaStart, start > 0 { head.preSkip = scaled(start, to: 48_000, from: track.timescale) }
        return head
    }

    /// 48 kHz samples the edit list lets be heard; nil when it leaves that open.
    var length: Int? {
        guard !isFragmented, track.edits == 1, let ticks = track.playedTicks, ticks > 0, timescale > 0 else {
            return nil
        }
        return scaled(ticks, to: 48_000, from: timescale)
    }

    /// Ticks of one clock in ticks of another; a trillion where that is beyond all sense.
    func scaled(_ ticks: Int, to rate: Int, from timescale: Int) -> Int {
        let most = 1_000_000_000_000
        guard timescale > 0, ticks >= 0, ticks / timescale < most / rate else { return most }
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: timescale)
        return whole * rate + rest * rate / timescale
    }
}
