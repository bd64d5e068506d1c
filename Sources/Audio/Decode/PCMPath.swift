import CSoxr
import Core
import Model

/// Turns one channel of any rate into 16 kHz with libsoxr's high-quality recipe (−100 dB stop band, linear phase,
/// delay compensated, so that no sample is early or late).
@safe struct Resampler: ~Copyable {
    private let handle: OpaquePointer?
    private let ratio: Double
    private var output: [Int16] = []

    /// A resampler from a rate in hertz, idle when that is 16 kHz already.
    init(from rate: Int) throws(AudioError) {
        ratio = Double(Outlet.rate) / Double(rate)
        guard rate != Outlet.rate else {
            unsafe handle = nil
            return
        }
        guard let handle = unsafe debrief_soxr_create_mono(Double(rate), Double(Outlet.rate)) else {
            throw AudioError(.unreadable, "The resampler cannot be set up.", context: ["rate": "\(rate)"])
        }
        unsafe self.handle = unsafe handle
    }

    deinit {
        if let handle = unsafe handle { unsafe soxr_delete(handle) }
    }

    /// Takes samples at full scale ±1 and passes on what is ready.
    mutating func process(
        _ samples: Span<Float>,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        try unsafe samples.withUnsafeBufferPointer { (raw) throws(AudioError) in
            try unsafe run(raw.baseAddress, count: raw.count, into: &outlet, sink)
        }
    }

    /// Ends the stream and passes on the rest.
    mutating func finish(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        try unsafe run(nil, count: 0, into: &outlet, sink)
    }

    private mutating func run(
        _ input: UnsafePointer<Float>?,
        count: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard let handle = unsafe handle else { return }
        let room = Int(Double(count) * ratio) + 2048
        if output.count < room { output = [Int16](repeating: 0, count: room) }
        var taken = 0
        while true {
            var used = 0
            var made = 0
            let failure = unsafe output.withUnsafeMutableBytes { out in
                unsafe soxr_process(
                    handle,
                    input.map { unsafe $0 + taken },
                    input == nil ? 0 : count - taken,
                    &used,
                    out.baseAddress,
                    out.count / 2,
                    &made
                )
            }
            guard unsafe failure == nil else { throw AudioError(.unreadable, "The resampler failed.") }
            taken += used
            try outlet.write(output.span.extracting(0..<made), to: sink)
            // Less than the room offered: the resampler has nothing more to give for now.
            if unsafe made < output.count && (input == nil || taken >= count) { return }
            if unsafe input != nil, used == 0, made == 0 { return }
        }
    }
}

/// Interleaved samples of any rate and channel count on their way to 16 kHz mono: converted, mixed, resampled. Works in
/// blocks of at most ``blockFrames`` frames, so memory does not grow with the recording.
struct PCMPath: ~Copyable {
    /// Channels that come in, 1–``maxChannels``.
    let channels: Int
    /// Rate that comes in, in ``rates``.
    let rate: Int
    /// What was heard on the channels.
    private(set) var mixer: ChannelMixer

    /// The most channels taken.
    static let maxChannels = 8
    /// The rates taken, in hertz.
    static let rates = 8_000...192_000
    /// Frames worked on at once.
    static let blockFrames = 16_384

    private var resampler: Resampler
    private var interleaved: [Float]
    private var mono: [Float]
    private var shorts: [Int16]

    /// A path for this rate and channel count, or `decode.unsupported_layout`.
    init(rate: Int, channels: Int) throws(AudioError) {
        guard (1...Self.maxChannels).contains(channels), Self.rates.contains(rate) else {
            throw AudioError(
                .unsupportedLayout,
                "The recording has \(channels) channels at \(rate) Hz; "
                    + "1 to \(Self.maxChannels) channels at 8,000 to 192,000 Hz can be used. Record in mono at 48 kHz.",
                context: ["channels": "\(channels)", "sampleRate": "\(rate)"]
            )
        }
        resampler = try Resampler(from: rate)
        self.rate = rate
        self.channels = channels
        mixer = ChannelMixer(channels: channels)
        interleaved = [Float](repeating: 0, count: Self.blockFrames * channels)
        mono = [Float](repeating: 0, count: channels == 1 ? 0 : Self.blockFrames)
        shorts = [Int16](repeating: 0, count: rate == Outlet.rate ? Self.blockFrames : 0)
    }

    /// Takes bytes of one format; bytes that make no whole frame at the end are left out.
    mutating func take(
        _ bytes: UnsafeRawBufferPointer,
        as format: SampleFormat,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        let frameBytes = format.bytes * channels
        let frames = bytes.count / frameBytes
        var done = 0
        while done < frames {
            let part = min(Self.blockFrames, frames - done)
            let range = done * frameBytes..<(done + part) * frameBytes
            let block = unsafe UnsafeRawBufferPointer(rebasing: bytes[range])
            unsafe interleaved.withUnsafeMutableBufferPointer { unsafe format.convert(block, into: $0) }
            try takeConverted(part, into: &outlet, sink)
            done += part
        }
    }

    /// Lets `fill` write up to ``blockFrames`` interleaved float32 frames, and takes as many as it says.
    mutating func take(
        into outlet: inout Outlet,
        _ sink: SampleSink,
        filledBy fill: (UnsafeMutableBufferPointer<Float>) -> Int
    ) throws(AudioError) -> Int {
        let channels = channels
        let frames = unsafe interleaved.withUnsafeMutableBufferPointer { buffer in
            let frames = unsafe min(max(0, fill(buffer)), Self.blockFrames)
            for i in 0..<frames * channels { unsafe buffer[i] = unsafe SampleFormat.tame(buffer[i]) }
            return frames
        }
        try takeConverted(frames, into: &outlet, sink)
        return frames
    }

    /// Takes so many frames of silence.
    mutating func takeSilence(frames: Int, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        var left = frames
        for i in interleaved.indices { interleaved[i] = 0 }
        while left > 0 {
            let part = min(left, Self.blockFrames)
            try takeConverted(part, into: &outlet, sink)
            left -= part
        }
    }

    /// Passes on what the resampler still holds.
    mutating func finish(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        try resampler.finish(into: &outlet, sink)
    }

    private mutating func takeConverted(
        _ frames: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard frames > 0 else { return }
        // The buffer leaves `self` for the call, so that the resampler beside it can be changed.
        var mono: [Float] = []
        swap(&mono, &self.mono)
        defer { swap(&mono, &self.mono) }
        if channels > 1 {
            let count = frames * channels
            unsafe interleaved.withUnsafeBufferPointer { source in
                unsafe mono.withUnsafeMutableBufferPointer { target in
                    unsafe mixer.mix(UnsafeBufferPointer(rebasing: source[..<count]), into: target)
                }
            }
        } else {
            swap(&mono, &interleaved)
        }
        defer { if channels == 1 { swap(&mono, &interleaved) } }
        if rate == Outlet.rate {
            for i in 0..<frames { shorts[i] = SampleFormat.int16(mono[i]) }
            try outlet.write(shorts.span.extracting(0..<frames), to: sink)
        } else {
            try resampler.process(mono.span.extracting(0..<frames), into: &outlet, sink)
        }
    }
}

/// How one sample is written in a file.
enum SampleFormat: Sendable, Hashable {
    case u8, s16, s24, s32, f32, f64, muLaw, aLaw

    /// Bytes a sample takes.
    var bytes: Int {
        switch self {
        case .u8, .muLaw, .aLaw: 1
        case .s16: 2
        case .s24: 3
        case .s32, .f32: 4
        case .f64: 8
        }
    }

    /// The name ffmpeg gives it.
    var codec: String {
        switch self {
        case .u8: "pcm_u8"
        case .s16: "pcm_s16le"
        case .s24: "pcm_s24le"
        case .s32: "pcm_s32le"
        case .f32: "pcm_f32le"
        case .f64: "pcm_f64le"
        case .muLaw: "pcm_mulaw"
        case .aLaw: "pcm_alaw"
        }
    }

    /// Reads samples as float32 at full scale ±1; `target` is at least as long as `source` has samples. Numbers that are none
    /// become 0, and wild ones are held at ±16, where the resampler still has all its precision and clips cleanly.
    func convert(_ source: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<Float>) {
        let count = source.count / bytes
        switch self {
        case .s16:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 2, as: Int16.self)
                unsafe target[i] = Float(Int16(littleEndian: bits)) * 0x1p-15
            }
        case .u8:
            for i in 0..<count { unsafe target[i] = unsafe Float(Int32(source[i]) &- 128) * 0x1p-7 }
        case .muLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.muLaw[Int(source[i])] }
        case .aLaw:
            for i in 0..<count { unsafe target[i] = unsafe Companding.aLaw[Int(source[i])] }
        case .s24:
            for i in 0..<count {
                let at = i &* 3
                let low = unsafe UInt32(source[at]) << 8 | UInt32(source[at &+ 1]) << 16
                let bits = unsafe low | UInt32(source[at &+ 2]) << 24
                unsafe target[i] = Float(Int32(bitPattern: bits)) * 0x1p-31
            }
        case .s32:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
                unsafe target[i] = Float(Int32(bitPattern: UInt32(littleEndian: bits))) * 0x1p-31
            }
        case .f32:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
                unsafe target[i] = Self.tame(Float(bitPattern: UInt32(littleEndian: bits)))
            }
        case .f64:
            for i in 0..<count {
                let bits = unsafe source.loadUnaligned(fromByteOffset: i &* 8, as: UInt64.self)
                unsafe target[i] = Self.tame(Float(Double(bitPattern: UInt64(littleEndian: bits))))
            }
        }
    }

    /// The nearest 16-bit sample, clipped at full scale.
    @inline(__always)
    static func int16(_ x: Float) -> Int16 {
        Int16(max(-32768, min(32767, (x * 32768).rounded())))
    }

    /// A finite number within ±16.
    @inline(__always)
    static func tame(_ x: Float) -> Float {
        let size = abs(x)
        if size <= 16 { return x }
        return size.isFinite ? (x < 0 ? -16 : 16) : 0
    }
}
