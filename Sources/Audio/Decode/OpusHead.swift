import Core

/// The identification header of an Opus stream (RFC 7845 section 5.1), as Ogg and WebM both carry it.
struct OpusHead: Sendable, Hashable {
    /// Channels, 1–8.
    var channels: Int
    /// 48 kHz samples to drop at the start.
    var preSkip: Int
    /// The rate of the original, informative; 48000 where the header says 0.
    var rate: Int
    /// Output gain in 1/256 dB.
    var gain: Int
    /// Streams and coupled streams and the channel order, for more than two channels.
    var surround: Surround?

    /// How the streams of a surround packet become channels.
    struct Surround: Sendable, Hashable {
        /// Streams in each packet.
        var streams: Int
        /// How many of them are stereo.
        var coupled: Int
        /// For each channel, the decoded channel it takes; 255 for silence.
        var mapping: [UInt8]
    }

    /// A header for a stream that brought none: what the container says of it.
    init(channels: Int, preSkip: Int) throws(AudioError) {
        guard (1...2).contains(channels) else {
            throw AudioError(.unsupportedLayout, "The recording's Opus track has \(channels) channels and no header.")
        }
        self.channels = channels
        self.preSkip = preSkip
        rate = 48_000
        gain = 0
    }

    /// Reads a header. Throws `decode.malformed` or `decode.unsupported_layout`.
    init(_ bytes: [UInt8]) throws(AudioError) {
        guard bytes.count >= 19, bytes.starts(with: Self.magic), bytes[8] & 0xF0 == 0 else {
            throw AudioError(.malformed, "The recording's Opus header is broken. Record again.")
        }
        channels = Int(bytes[9])
        preSkip = Int(bytes[10]) | Int(bytes[11]) << 8
        let rate = Int(bytes[12]) | Int(bytes[13]) << 8 | Int(bytes[14]) << 16 | Int(bytes[15]) << 24
        self.rate = rate == 0 ? 48_000 : rate
        gain = Int(Int16(truncatingIfNeeded: Int(bytes[16]) | Int(bytes[17]) << 8))
        let family = bytes[18]
        guard (1...PCMPath.maxChannels).contains(channels), family != 0 || channels <= 2 else {
            throw AudioError(
                .unsupportedLayout,
                "The recording's Opus track has \(channels) channels; record in mono or stereo.",
                context: ["channels": "\(channels)", "family": "\(family)"]
            )
        }
        guard family != 0 else { return }
        guard bytes.count >= 21 + channels else {
            throw AudioError(.malformed, "The recording's Opus header has no channel table. Record again.")
        }
        let streams = Int(bytes[19])
        let coupled = Int(bytes[20])
        let mapping = Array(bytes[21..<(21 + channels)])
        guard streams >= 1, coupled <= streams, streams + coupled <= 255,
            mapping.allSatisfy({ $0 == 255 || Int($0) < streams + coupled })
        else { throw AudioError(.malformed, "The recording's Opus channel table is broken. Record again.") }
        surround = Surround(streams: streams, coupled: coupled, mapping: mapping)
    }

    /// The first eight bytes.
    static let magic = Array("OpusHead".utf8)
}
