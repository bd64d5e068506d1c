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

    /// Chunks looked at before giving up; a recorder writes a handful.
    private static let maxChunks = 100_000

    /// Reads a head from the start of a file. Throws `decode.malformed`, `decode.unsupported_codec` or
    /// `decode.unsupported_layout`.
    init(reading source: inout ByteSource) throws(AudioError) {
        source.seek(to: 0)
        let magic = try source.bigEndian(4)
        let riffSize = try source.littleEndian(4) ?? 0
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
                if declared == 0, riffSize <= 44 || riffSize == 0xFFFF_FFFF {
                    // A recorder that never came back to fill in its sizes.
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
        // 0xFFFFFFFF (or nearly, as some writers subtract their header) is a stream's "until the end", not a promise.
        let endless = declared >= 0xFFFF_FF00 && declared <= 0xFFFF_FFFF
        dataStart = start
        dataBytes = endless ? nil : Int(clamping: declared)
    }

    private static let riff: UInt64 = 0x5249_4646
    private static let rf64: UInt64 = 0x5246_3634
    private static let wave: UInt64 = 0x5741_5645
    private static let fmt: UInt64 = 0x666D_7420
    private static let ds64: UInt64 = 0x6473_3634
    private static let data: UInt64 = 0x6461_7461
}
