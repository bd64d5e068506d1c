/// Turns hops of 160 samples into frames: spectrum, envelope motion and pitch of the 25 and 50 ms around each.
struct FrameMeter {
    /// Hops a frame waits for the samples after it.
    private static let lookahead = 2
    /// Level under which nothing is analysed: −90 dBFS.
    private static let silence: Float = 1e-9

    /// The frames so far.
    private(set) var track = FrameTrack()
    /// The last five hops, 50 ms around the frame in the middle.
    private var samples = [Float](repeating: 0, count: 5 * Grid.hop)
    private var halved: [Float] = []
    private var hops = 0
    private var decimator = Decimator()
    private var spectrum = SpectrumAnalyzer()
    private var cepstra = [Float](repeating: 0, count: SpectrumAnalyzer.cepstraCount)
    private var motion = EnvelopeMotion()
    private var pitch = PitchTracker()

    init() {
        halved.reserveCapacity(5 * Grid.hop / 2 + Grid.hop)
        halved.append(contentsOf: repeatElement(0, count: 5 * Grid.hop / 2))
    }

    /// Takes the next 160 samples, free of DC, 1 being full scale.
    mutating func consume(_ hop: Span<Float>) {
        let kept = 4 * Grid.hop
        for i in 0..<kept { samples[i] = samples[i + Grid.hop] }
        for i in hop.indices where i < Grid.hop { samples[kept + i] = hop[i] }
        halved.removeFirst(Grid.hop / 2)
        decimator.consume(hop, into: &halved)
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
        var energy: Float = 0
        for i in 200..<600 { energy += samples[i] * samples[i] }
        var frame = Frame()
        let isSilent = energy / 400 < FrameMeter.silence
        if isSilent {
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
        let window = halved
        pitch.push(window.span, into: &track)
    }

    private mutating func read() -> Frame {
        var frame = Frame()
        let window = samples
        let reading = spectrum.read(window.span, cepstra: &cepstra)
        var power: Float = 0
        for band in 0..<8 {
            let decibels = reading.bandsDb[band]
            power += Decibels.meanSquare(decibels)
            frame.bands[band] = UInt8(clamping: Int(((decibels - Frame.bandFloorDb) * 2).rounded()))
        }
        frame.levelDb = Decibels.power(power)
        frame.tonality = UInt8(clamping: Int(reading.tonality * 200))
        frame.flatness = UInt8(clamping: Int((-4 * reading.flatnessDb).rounded()))
        return frame
    }
}
