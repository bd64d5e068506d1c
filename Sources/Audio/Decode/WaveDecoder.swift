import Core
import Model

/// Decodes WAV by itself: PCM needs no library, and so no tag that is not on the list ever reaches one. Sizes that a recorder never
/// filled in, or filled in too early, are not believed: samples go on to the end of the file, or to a chunk that is none.
struct WaveDecoder {
    /// Decodes the whole file.
    static func decode(
        _ source: inout ByteSource,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let first = try WaveHeader(reading: &source)
        var header = first
        var issues = IssueList()
        var path = try PCMPath(rate: header.rate, channels: header.channels)
        for _ in 0..<WorkBound.mostDamage {
            var end = header.dataStart + (try samples(&source, header, through: &path, into: &outlet, sink))
            guard let promised = header.dataBytes else { break }
            guard end >= header.dataStart + promised / header.frameBytes * header.frameBytes else {
                // Some writers count their header, too.
                if header.dataStart + promised - end > max(header.dataStart, header.frameBytes) {
                    issues.add(.truncated(atMs: outlet.durationMs))
                }
                break
            }
            var sequel = try header.sequel(&source)
            if sequel == .samples {
                var rest = header
                (rest.dataStart, rest.dataBytes) = (end, nil)
                end += try samples(&source, rest, through: &path, into: &outlet, sink)
                sequel = .end
            }
            guard case .file(let place) = sequel else { break }
            guard let next = try? WaveHeader(reading: &source, from: place) else { break }
            guard next.format == first.format, next.rate == first.rate, next.channels == first.channels else {
                issues.add(.leftOut(atMs: outlet.durationMs))
                break
            }
            header = next
        }
        try path.finish(into: &outlet, sink)
        return Findings(
            container: .wav,
            codec: first.format.codec,
            sampleRate: first.rate,
            channels: first.channels,
            issues: MixIssues.list(path.mixer) + issues.list,
            identicalChannels: path.mixer.identical
        )
    }

    /// Decodes the samples a header promises, as far as they are there, and says how many bytes of whole frames that were.
    private static func samples(
        _ source: inout ByteSource,
        _ header: WaveHeader,
        through path: inout PCMPath,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Int {
        source.seek(to: header.dataStart)
        let frame = header.frameBytes
        var buffer = [UInt8](repeating: 0, count: PCMPath.blockFrames * frame)
        var left = header.dataBytes ?? .max
        var taken = 0
        while left >= frame {
            let wanted = min(left / frame * frame, buffer.count)
            let count = try source.read(wanted, into: &buffer)
            try unsafe buffer.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
                try unsafe path.take(
                    UnsafeRawBufferPointer(rebasing: raw[..<count]),
                    as: header.format,
                    into: &outlet,
                    sink
                )
            }
            left -= count
            taken += count / frame * frame
            if count < wanted { break }
        }
        return taken
    }
}

extension WaveHeader {
    /// Bytes of one sample of every channel.
    var frameBytes: Int { format.bytes * channels }
}

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

extension WaveHeader {
    /// The `fmt ` chunk as it stands in the file.
    struct Fields: Sendable, Hashable {
        /// Codec tag; of WAVE_FORMAT_EXTENSIBLE, the one its sub-format stands for.
        var tag: Int
        /// Channels, unchecked.
        var channels: Int
        /// Rate in hertz, unchecked.
        var rate: Int
        /// Bytes per frame, unchecked.
        var blockAlign: Int
        /// Bits per sample, unchecked.
        var bits: Int

        /// Reads a chunk of `size` bytes at the source's position.
        init(reading source: inout ByteSource, size: UInt64) throws(AudioError) {
            guard size >= 16, let tag = try source.littleEndian(2), let channels = try source.littleEndian(2),
                let rate = try source.littleEndian(4), try source.littleEndian(4) != nil,
                let blockAlign = try source.littleEndian(2), let bits = try source.littleEndian(2)
            else { throw AudioError(.malformed, "The WAV file's fmt chunk is cut short.") }
            self.tag = Int(tag)
            self.channels = Int(channels)
            self.rate = Int(rate)
            self.blockAlign = Int(blockAlign)
            self.bits = Int(bits)
            guard tag == Self.extensible else { return }
            // cbSize, valid bits and channel mask, then a GUID whose first two bytes are the codec tag.
            guard size >= 40, try source.littleEndian(8) != nil, let subTag = try source.littleEndian(2),
                try source.bigEndian(6) == 0x0000_0000_1000, try source.bigEndian(8) == 0x8000_00AA_0038_9B71
            else { throw AudioError(.malformed, "The WAV file's extensible fmt chunk is broken.") }
            self.tag = Int(subTag)
        }

        /// The sample format of an allowed codec tag. Everything else is refused here by name.
        func format() throws(AudioError) -> SampleFormat {
            switch (tag, container) {
            case (1, 8): return .u8
            case (1, 16): return .s16
            case (1, 24): return .s24
            case (1, 32): return .s32
            case (3, 32): return .f32
            case (3, 64): return .f64
            case (6, 8): return .aLaw
            case (7, 8): return .muLaw
            case (1, _), (3, _), (6, _), (7, _):
                throw AudioError(
                    .unsupportedCodec,
                    "The WAV file has \(bits)-bit samples, which no recorder writes. Send 16-bit PCM.",
                    context: ["tag": "\(tag)", "bits": "\(bits)", "blockAlign": "\(blockAlign)"]
                )
            default:
                let name = Self.names[tag] ?? "the codec with tag \(tag)"
                throw AudioError(
                    .unsupportedCodec,
                    "This WAV file holds \(name), not PCM. \(AudioError.advice)",
                    context: ["tag": "\(tag)"]
                )
            }
        }

        /// Bits a sample takes in the file: 20 valid bits lie at the top of 24, and so on.
        private var container: Int {
            let rounded = (bits + 7) / 8 * 8
            guard channels > 0, blockAlign > 0, blockAlign % channels == 0 else { return rounded }
            let actual = blockAlign / channels * 8
            // 17 to 24 valid bits in 32 are legal. Any other disagreement is a writer's slip in the frame size.
            if tag == 1, actual == 32, (17...32).contains(bits) { return 32 }
            return bits % 8 == 0 || (bits > 8 && actual == rounded) ? rounded : 0
        }

        private static let extensible: UInt64 = 0xFFFE
        private static let names = [
            0: "an unknown codec", 2: "Microsoft ADPCM", 0x11: "IMA ADPCM", 0x16: "G.723 ADPCM", 0x31: "GSM 6.10",
            0x40: "G.721 ADPCM", 0x50: "MPEG audio", 0x55: "MP3", 0x61: "DVI ADPCM", 0x161: "Windows Media Audio",
            0xFF: "AAC", 0x706D: "AAC", 0x674F: "Ogg Vorbis", 0xF1AC: "FLAC",
        ]
    }
}

/// The two companding laws of ITU-T G.711 as tables from code to sample at full scale ±1.
enum Companding {
    /// µ-law: code to sample.
    static let muLaw: [Float] = (0..<256).map { index in
        let code = ~UInt8(index)
        let exponent = Int(code >> 4 & 7)
        let magnitude = ((Int(code & 15) << 3 + 0x84) << exponent) - 0x84
        return Float(code & 0x80 == 0 ? magnitude : -magnitude) * 0x1p-15
    }

    /// A-law: code to sample.
    static let aLaw: [Float] = (0..<256).map { index in
        let code = UInt8(index) ^ 0x55
        let exponent = Int(code >> 4 & 7)
        let step = Int(code & 15) << 4
        let magnitude = exponent == 0 ? step + 8 : (step + 0x108) << (exponent - 1)
        return Float(code & 0x80 == 0 ? -magnitude : magnitude) * 0x1p-15
    }
}
