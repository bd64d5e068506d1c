import Interview

/// Interleaved samples of any rate and channel count on their way to 16 kHz mono: converted, mixed, resampled. Works in
/// blocks of at most ``blockFrames`` frames, so memory does not grow with the recording.
struct PCMPath: ~Copyable {
    /// Channels that come in, 1–``maxChannels``.
    let channels: Int
    /// Rate that comes in, in ``rates``.
    let rate: Int

    /// The most channels taken.
    static let maxChannels = 8
    /// The rates taken, in hertz.
    static let rates = 8_000...192_000
    /// Frames worked on at once.
    static let blockFrames = 4096

    private(set) var mixer: ChannelMixer
    private var resampler: Resampler
    private let isFloat: Bool
    private var shorts: [Int16]
    private var monoShorts: [Int16]
    private var floats: [Float]
    private var monoFloats: [Float]

    /// A path for this rate and channel count, or `decode.unsupported_layout`. `isFloat` says which of the two
    /// kinds of sample it will be given.
    init(rate: Int, channels: Int, isFloat: Bool) throws(AudioError) {
        guard (1...Self.maxChannels).contains(channels) else {
            throw AudioError(
                .unsupportedLayout,
                "The recording has \(channels) channels; 1 to \(Self.maxChannels) can be used. Record in mono or stereo.",
                context: ["channels": "\(channels)"]
            )
        }
        guard Self.rates.contains(rate) else {
            throw AudioError(
                .unsupportedLayout,
                "The recording has \(rate) samples a second; 8,000 to 192,000 can be used. Record at 48 kHz.",
                context: ["sampleRate": "\(rate)"]
            )
        }
        resampler = try Resampler(from: rate, isFloat: isFloat)
        self.rate = rate
        self.channels = channels
        self.isFloat = isFloat
        mixer = ChannelMixer(channels: channels)
        shorts = [Int16](repeating: 0, count: isFloat ? 0 : Self.blockFrames * channels)
        monoShorts = [Int16](repeating: 0, count: Self.blockFrames)
        floats = [Float](repeating: 0, count: isFloat ? Self.blockFrames * channels : 0)
        monoFloats = [Float](repeating: 0, count: isFloat ? Self.blockFrames : 0)
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
            if isFloat {
                unsafe floats.withUnsafeMutableBufferPointer { unsafe format.convert(block, toFloat: $0) }
            } else {
                unsafe shorts.withUnsafeMutableBufferPointer { unsafe format.convert(block, toInt16: $0) }
            }
            try takeConverted(frames: part, into: &outlet, sink)
            done += part
        }
    }

    /// Lets `fill` write up to `frames` (at most ``blockFrames``) interleaved int16 frames and takes as many as it says.
    mutating func take(
        into outlet: inout Outlet,
        _ sink: SampleSink,
        shorts fill: (UnsafeMutableBufferPointer<Int16>) -> Int
    ) throws(AudioError) -> Int {
        let count = unsafe shorts.withUnsafeMutableBufferPointer { unsafe fill($0) }
        let frames = min(max(0, count), Self.blockFrames)
        try takeConverted(frames: frames, into: &outlet, sink)
        return frames
    }

    /// Lets `fill` write up to ``blockFrames`` interleaved float32 frames and takes as many as it says.
    mutating func take(
        into outlet: inout Outlet,
        _ sink: SampleSink,
        floats fill: (UnsafeMutableBufferPointer<Float>) -> Int
    ) throws(AudioError) -> Int {
        let channels = channels
        let frames = unsafe floats.withUnsafeMutableBufferPointer { buffer in
            let frames = unsafe min(max(0, fill(buffer)), Self.blockFrames)
            for i in 0..<frames * channels { unsafe buffer[i] = unsafe SampleFormat.tame(buffer[i]) }
            return frames
        }
        try takeConverted(frames: frames, into: &outlet, sink)
        return frames
    }

    /// Takes so many frames of silence.
    mutating func takeSilence(frames: Int, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        var left = frames
        if isFloat {
            for i in floats.indices { floats[i] = 0 }
        } else {
            for i in shorts.indices { shorts[i] = 0 }
        }
        while left > 0 {
            let part = min(left, Self.blockFrames)
            try takeConverted(frames: part, into: &outlet, sink)
            left -= part
        }
    }

    /// Passes on what the resampler still holds.
    mutating func finish(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        try resampler.finish(into: &outlet, sink)
    }

    private mutating func takeConverted(
        frames: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard frames > 0 else { return }
        if isFloat {
            try takeFloats(frames, into: &outlet, sink)
        } else {
            try takeShorts(frames, into: &outlet, sink)
        }
    }

    private mutating func takeShorts(_ frames: Int, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        // The buffers leave `self` for the call, so that the resampler beside them can be changed.
        var mono: [Int16] = []
        swap(&mono, &monoShorts)
        defer { swap(&mono, &monoShorts) }
        if channels > 1 {
            let count = frames * channels
            unsafe shorts.withUnsafeBufferPointer { source in
                unsafe mono.withUnsafeMutableBufferPointer { target in
                    unsafe mixer.mix(UnsafeBufferPointer(rebasing: source[..<count]), into: target)
                }
            }
        } else {
            swap(&mono, &shorts)
        }
        defer { if channels == 1 { swap(&mono, &shorts) } }
        if rate == Outlet.rate {
            try outlet.write(mono.span.extracting(0..<frames), to: sink)
        } else {
            let samples = mono.span.extracting(0..<frames)
            try unsafe resampler.process(samples.bytes, stride: 2, into: &outlet, sink)
        }
    }

    private mutating func takeFloats(_ frames: Int, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        var mono: [Float] = []
        swap(&mono, &monoFloats)
        defer { swap(&mono, &monoFloats) }
        if channels > 1 {
            let count = frames * channels
            unsafe floats.withUnsafeBufferPointer { source in
                unsafe mono.withUnsafeMutableBufferPointer { target in
                    unsafe mixer.mix(UnsafeBufferPointer(rebasing: source[..<count]), into: target)
                }
            }
        } else {
            swap(&mono, &floats)
        }
        defer { if channels == 1 { swap(&mono, &floats) } }
        if rate == Outlet.rate {
            for i in 0..<frames {
                monoShorts[i] = Int16(max(-32768, min(32767, (mono[i] * 32768).rounded())))
            }
            try outlet.write(monoShorts.span.extracting(0..<frames), to: sink)
        } else {
            let samples = mono.span.extracting(0..<frames)
            try unsafe resampler.process(samples.bytes, stride: 4, into: &outlet, sink)
        }
    }
}
