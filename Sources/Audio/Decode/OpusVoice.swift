import COpus
import Core

/// Decodes Opus packets straight to 16 kHz mono. libopus synthesises only the band that is asked for, which costs two thirds
/// of decoding at 48 kHz and resampling, and cannot be told from it below 7.2 kHz.
@safe struct OpusVoice: ~Copyable {
    /// 48 kHz samples in the longest packet there is (120 ms).
    static let longestPacket = 5760

    private let single: OpaquePointer?
    private let multi: OpaquePointer?
    private var decoded: [Int16]
    private var interleaved: [Float]
    private var mono: [Float]
    private(set) var mixer: ChannelMixer
    /// 16 kHz samples still to drop.
    private var skip: Int
    /// Packets that were decoded.
    private(set) var played = 0
    /// Packets libopus refused.
    private(set) var damaged = 0
    /// Where the first of them was.
    private(set) var firstDamageMs = 0

    /// A decoder for the stream of this header.
    init(_ head: OpusHead) throws(AudioError) {
        let rate = Int32(Outlet.rate)
        var status: Int32 = 0
        if let surround = head.surround, head.channels > 2 || surround.streams > 1 {
            unsafe single = nil
            unsafe multi = unsafe opus_multistream_decoder_create(
                rate,
                Int32(head.channels),
                Int32(surround.streams),
                Int32(surround.coupled),
                surround.mapping,
                &status
            )
        } else {
            unsafe single = unsafe opus_decoder_create(rate, Int32(head.channels), &status)
            unsafe multi = nil
        }
        decoded = [Int16](repeating: 0, count: Self.longestPacket / 3 * head.channels)
        interleaved = [Float](repeating: 0, count: head.channels == 1 ? 0 : decoded.count)
        mono = [Float](repeating: 0, count: head.channels == 1 ? 0 : Self.longestPacket / 3)
        mixer = ChannelMixer(channels: head.channels)
        skip = (head.preSkip + 1) / 3
        guard status == OPUS_OK, unsafe single != nil || multi != nil else {
            throw AudioError(.malformed, "The recording's Opus header describes no stream that can be decoded.")
        }
        if let single = unsafe single {
            unsafe debrief_opus_set_gain(single, Int32(head.gain))
            unsafe debrief_opus_disable_phase_inversion(single)
        } else if let multi = unsafe multi {
            unsafe debrief_opus_multistream_set_gain(multi, Int32(head.gain))
        }
    }

    deinit {
        if let single = unsafe single { unsafe opus_decoder_destroy(single) }
        if let multi = unsafe multi { unsafe opus_multistream_decoder_destroy(multi) }
    }

    /// The refusal of a stream of which not one packet could be decoded.
    static var nothingPlayed: AudioError {
        AudioError(.malformed, "Not one of the recording's audio packets can be decoded. Record again.")
    }

    /// Length of a packet in 48 kHz samples, from its first bytes; nil for one that breaks RFC 6716 section 3.4.
    static func samples(in packet: Span<UInt8>) -> Int? {
        guard !packet.isEmpty else { return nil }
        let count = unsafe packet.withUnsafeBufferPointer { bytes in
            guard let first = bytes.baseAddress else { return Int32(0) }
            return unsafe opus_packet_get_nb_samples(first, opus_int32(clamping: bytes.count), 48_000)
        }
        return count > 0 && count <= longestPacket ? Int(count) : nil
    }

    /// Decodes one packet and passes it on without the first `trimStart` and last `trimEnd` 48 kHz samples. A packet
    /// that cannot be decoded is counted and replaced by silence of its length.
    mutating func decode(
        _ packet: Span<UInt8>,
        samples: Int,
        trimStart: Int = 0,
        trimEnd: Int = 0,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        let room = Int32(Self.longestPacket / 3)
        let result = unsafe packet.withUnsafeBufferPointer { bytes in
            unsafe decoded.withUnsafeMutableBufferPointer { out in
                let size = opus_int32(clamping: bytes.count)
                guard let first = bytes.baseAddress, let target = out.baseAddress else { return Int32(0) }
                if let single = unsafe single {
                    return unsafe opus_decode(single, first, size, target, room, 0)
                }
                guard let multi = unsafe multi else { return 0 }
                return unsafe opus_multistream_decode(multi, first, size, target, room, 0)
            }
        }
        var count = Int(result)
        if result >= 0 {
            played += 1
        } else {
            if damaged == 0 { firstDamageMs = outlet.durationMs }
            damaged += 1
            count = samples / 3
            for i in 0..<count * mixer.channels { decoded[i] = 0 }
        }
        if mixer.channels > 1, count > 0 { mix(count) }
        let last = max(0, count - (max(0, trimEnd) + 1) / 3)
        var first = min(last, (max(0, trimStart) + 1) / 3)
        let dropped = min(skip, last - first)
        first += dropped
        skip -= dropped
        try outlet.write(decoded.span.extracting(first..<last), to: sink)
    }

    /// Mixes so many frames of ``decoded`` down in place.
    private mutating func mix(_ frames: Int) {
        let count = frames * mixer.channels
        for i in 0..<count { interleaved[i] = Float(decoded[i]) * 0x1p-15 }
        unsafe interleaved.withUnsafeBufferPointer { source in
            unsafe mono.withUnsafeMutableBufferPointer { target in
                unsafe mixer.mix(UnsafeBufferPointer(rebasing: source[..<count]), into: target)
            }
        }
        for i in 0..<frames { decoded[i] = SampleFormat.int16(mono[i]) }
    }
}

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

/// Watches a container's clock for audio that was lost between two packets. Clocks of recorders jitter and drift, so only a
/// step of at least ``threshold`` against the slowly followed difference of clock and samples is a gap.
///
/// All times in nanoseconds.
struct GapKeeper {
    /// What to do before a packet.
    enum Decision: Hashable {
        /// Nothing is missing.
        case none
        /// So many nanoseconds were lost.
        case fill(Int)
        /// The clock jumped further than lost audio can explain.
        case jump
    }

    /// The smallest step taken for a gap.
    static let threshold = 100_000_000

    private let longest: Int
    private var anchor: Int?
    /// Sound and filled gaps since the first packet.
    private var played = 0
    private var drift = 0
    private var early = 0

    private static let patience = 5_000_000_000

    /// A keeper that fills gaps up to so many milliseconds.
    init(maxGapMs: Int) {
        longest = min(maxGapMs, 86_400_000) * 1_000_000
    }

    /// Takes the time the container gives a packet and the packet's length.
    mutating func packet(at time: Int?, duration: Int) -> Decision {
        defer { played &+= duration }
        guard let time, time >= 0, time < 1 << 60 else { return .none }
        guard let anchor else {
            self.anchor = time
            played = 0
            drift = 0
            return .none
        }
        let lead = time - anchor - played
        let step = lead - drift
        if abs(step) < Self.threshold {
            drift += step / 64
            early = 0
            return .none
        }
        if step < 0 {
            // A block that lost its Cluster's time looks early; only a clock that stays back is followed from there.
            early += duration
            if early > Self.patience { follow(lead) }
            return .none
        }
        guard step <= longest else {
            follow(lead)
            return .jump
        }
        played += step
        early = 0
        return .fill(step)
    }

    private mutating func follow(_ lead: Int) {
        drift = lead
        early = 0
    }
}
