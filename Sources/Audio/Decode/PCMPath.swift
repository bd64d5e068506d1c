import Core

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
