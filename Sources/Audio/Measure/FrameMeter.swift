/// Turns hops of 160 samples into frames: spectrum, envelope motion and pitch of the 25 and 50 ms around each.
struct FrameMeter {
    /// Hops a frame waits for the samples after it.
    private static let lookahead = 2
    /// Level under which nothing is analysed: −90 dBFS.
    private static let silence: Float = 1e-9

    /// The frames so far.
    private(set) var track = FrameTrack()
    /// The last five hops, 50 ms around the frame in the middle, at 16, 8 and 4 kHz.
    private var samples = SlidingWindow(length: 5 * Grid.hop)
    private var halved = SlidingWindow(length: 5 * Grid.hop / 2)
    private var quartered = SlidingWindow(length: 5 * Grid.hop / 4)
    private var half = [Float](repeating: 0, count: Grid.hop / 2)
    private var hops = 0
    private var halving = Decimator(reach: 8)
    private var quartering = Decimator(reach: 4)
    private var spectrum = SpectrumAnalyzer()
    private var cepstra = [Float](repeating: 0, count: MelFilters.row)
    private var motion = EnvelopeMotion()
    private var pitch = PitchTracker()

    init() {}

    /// Takes the next 160 samples, free of DC, 1 being full scale.
    mutating func consume(_ hop: Span<Float>) {
        guard hop.count == Grid.hop else { return }
        samples.slide(in: hop)
        halving.consume(hop, into: &half)
        let half = half
        halved.slide(in: half.span)
        quartered.slide(by: half.count / 2) { quartering.consume(half.span, into: &$0) }
        hops += 1
        if hops > FrameMeter.lookahead { measure() }
    }

    /// Measures the last frames, with silence after the end.
    mutating func finish() {
        let silence = [Float](repeating: 0, count: Grid.hop)
        let frames = hops
        while track.count < frames { consume(silence.span) }
        pitch.finish(into: &track)
    }

    private mutating func measure() {
        let energy = unsafe samples.samples.withUnsafeBufferPointer { samples in
            guard let base = samples.baseAddress, samples.count >= 600 else { return Float(0) }
            return unsafe Kernels.dot(base + 200, base + 200, 400)
        }
        var frame = Frame()
        if energy / 400 < FrameMeter.silence {
            for k in cepstra.indices { cepstra[k] = 0 }
        } else {
            frame = read()
        }
        track.append(frame)
        let moved = motion.push(cepstra)
        if track.count > EnvelopeMotion.delay {
            track[track.count - 1 - EnvelopeMotion.delay].slope = UInt8(
                clamping: Int((moved / Frame.slopeUnit).rounded())
            )
        }
        let (window, coarse) = (halved.samples, quartered.samples)
        pitch.push(window.span, decimated: coarse.span, into: &track)
    }

    private mutating func read() -> Frame {
        var frame = Frame()
        let window = samples.samples
        let reading = spectrum.read(window.span, cepstra: &cepstra)
        for band in 0..<8 {
            frame.bands[band] = UInt8(clamping: Int(((reading.bandsDb[band] - Frame.bandFloorDb) * 2).rounded()))
        }
        frame.levelDb = Decibels.power(reading.power)
        return frame
    }
}
