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
