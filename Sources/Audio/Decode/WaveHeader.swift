import Core

/// The head of a RIFF/WAVE or RF64 file: what its samples are and where they lie.
///
/// Sources: Microsoft's Multimedia Programming Interface (1991), mmreg.h for WAVEFORMATEXTENSIBLE, EBU Tech 3306 for RF64.
struct WaveHeader: Sendable, Hashable {
    /// How a sample is written.
    var format: SampleFormat
    /// Samples per second and channel.
    var rate: Int
    /// Channels.
    var channels: Int
    /// First byte of the samples.
    var dataStart: Int
    /// Bytes of samples the header promises; nil when they go on to the end of the file.
    var dataBytes: Int?

    /// What stands behind the promised bytes.
    enum Sequel: Hashable {
        /// Nothing, or chunks that are none of ours.
        case end
        /// Samples: the promise was made before the last of them were written.
        case samples
        /// Another finished WAV file, from this byte on.
        case file(Int)
    }

    /// Chunks looked at before giving up; a recorder writes a handful.
    private static let maxChunks = 100_000

    /// Reads a head from the start of a file. Throws `decode.malformed`, `decode.unsupported_codec` or
    /// `decode.unsupported_layout`.
    init(reading source: inout ByteSource, from start: Int = 0) throws(AudioError) {
        source.seek(to: start)
        let magic = try source.bigEndian(4)
        source.skip(4)
        guard magic == Self.riff || magic == Self.rf64, try source.bigEndian(4) == Self.wave else {
            throw AudioError(.malformed, "The WAV header is broken. Record again, or save the file as WAV once more.")
        }
        var fields: Fields?
        var data: (start: Int, declared: UInt64)?
        var longSize: UInt64?
        var chunks = 0
        while chunks < Self.maxChunks {
            chunks += 1
            guard let id = try source.bigEndian(4), let size = try source.littleEndian(4) else { break }
            let start = source.position
            switch id {
            case Self.fmt where fields == nil:
                fields = try Fields(reading: &source, size: size)
            case Self.ds64 where magic == Self.rf64:
                _ = try source.littleEndian(8)
                longSize = try source.littleEndian(8)
            case Self.data where data == nil:
                let declared = size == 0xFFFF_FFFF ? longSize ?? UInt64(size) : size
                data = (start, declared)
                // A recorder that was stopped before it came back to fill in its sizes: what follows is no chunk.
                let isUnfilled = declared == 0 ? try !Self.isChunk(&source, at: start) : false
                if isUnfilled {
                    data?.declared = 0xFFFF_FFFF
                }
            default: break
            }
            let padded = (id == Self.data ? data?.declared ?? size : size)
            let (end, overflow) = UInt64(start).addingReportingOverflow(padded &+ (padded & 1))
            guard fields == nil || data == nil, !overflow, let place = Int(exactly: end), source.reaches(place) else {
                break
            }
            source.seek(to: place)
        }
        guard let fields else {
            throw AudioError(.malformed, "The WAV file says nowhere what its samples are (no fmt chunk).")
        }
        guard let data else { throw AudioError(.malformed, "The WAV file has no data chunk, so it holds no audio.") }
        try self.init(fields: fields, start: data.start, declared: data.declared)
    }

    /// What stands behind the samples that were promised, which lie within the file.
    func sequel(_ source: inout ByteSource) throws(AudioError) -> Sequel {
        guard let dataBytes else { return .end }
        let end = dataStart + dataBytes
        // Chunks start at even places, but not every writer knows.
        for place in [end, end + (end & 1)] {
            guard source.reaches(12, behind: place) else { return .end }
            source.seek(to: place)
            let magic = try source.bigEndian(4)
            source.skip(4)
            if magic == Self.riff || magic == Self.rf64, try source.bigEndian(4) == Self.wave { return .file(place) }
            if try Self.isChunk(&source, at: place) { return .end }
        }
        // A few bytes behind the samples are a writer's slip, and may be anything.
        return source.reaches(Self.leastSequel, behind: end) ? .samples : .end
    }

    /// Whether a chunk with a name that can be read and a size that fits stands at a place, or nothing at all.
    private static func isChunk(_ source: inout ByteSource, at place: Int) throws(AudioError) -> Bool {
        guard source.reaches(8, behind: place) else { return true }
        let back = source.position
        source.seek(to: place)
        let name = try source.bigEndian(4) ?? 0
        let size = try source.littleEndian(4) ?? 0
        source.seek(to: back)
        let letters = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: name >> $0) }
        guard letters.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return false }
        return Int(exactly: size).map { source.reaches($0, behind: place + 8) } ?? false
    }

    private init(fields: Fields, start: Int, declared: UInt64) throws(AudioError) {
        format = try fields.format()
        rate = fields.rate
        channels = fields.channels
        guard (1...PCMPath.maxChannels).contains(channels), PCMPath.rates.contains(rate) else {
            throw AudioError(
                .unsupportedLayout,
                "The WAV file has \(channels) channels at \(rate) Hz; 1 to 8 channels at 8,000 to 192,000 Hz can be used.",
                context: ["channels": "\(channels)", "sampleRate": "\(rate)"]
            )
        }
        // 0xFFFFFFFF and 0x7FFFFFFF (or nearly, as writers subtract their header or round down to whole pages) are a stream's "until the
        // end", no promises. A file that really is that long is too long anyway.
        let endless = (0xFFFF_0000...0xFFFF_FFFF).contains(declared) || (0x7FFF_0000...0x8000_0000).contains(declared)
        dataStart = start
        dataBytes = endless ? nil : Int(clamping: declared)
    }

    /// More bytes than this behind the promised ones are sound.
    private static let leastSequel = 4096
    private static let riff: UInt64 = 0x5249_4646
    private static let rf64: UInt64 = 0x5246_3634
    private static let wave: UInt64 = 0x5741_5645
    private static let fmt: UInt64 = 0x666D_7420
    private static let ds64: UInt64 = 0x6473_3634
    private static let data: UInt64 = 0x6461_7461
}
