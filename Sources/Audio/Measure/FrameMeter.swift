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

/// What is kept of 10 ms of sound, 16 bytes: enough for every decision that needs to look back and ahead.
struct Frame {
    /// Edges in hertz of ``bands``: the first holds the voice bar and nasals, 2–5 the first two formants, 8 the fricatives.
    static let bandEdges: [Float] = [80, 300, 500, 750, 1_100, 1_600, 2_500, 4_000, 7_600]
    /// Level 0 of ``bands`` in dBFS.
    static let bandFloorDb: Float = -115

    /// Band levels in half decibels above ``bandFloorDb``.
    var bands = SIMD8<UInt8>()
    /// Level of the frame in hundredths of a decibel relative to full scale.
    var level: Int16 = -10_000
    /// Fundamental frequency in tenths of a hertz; 0 when unvoiced.
    var f0: UInt16 = 0
    /// Height of the autocorrelation peak, 0–200 for 0–1.
    var periodicity: UInt8 = 0
    /// How fast the spectral envelope moves, in units of ``slopeUnit``; 255 when at least that fast.
    var slope: UInt8 = 255

    /// Cepstral distance in dB per 10 ms that ``slope`` counts in.
    static let slopeUnit: Float = 0.02

    /// Level in dBFS.
    var levelDb: Float {
        get { Float(level) / 100 }
        set { level = Int16(clamping: Int((newValue * 100).rounded())) }
    }

    /// Fundamental frequency in hertz; 0 when unvoiced.
    var hertz: Float {
        get { Float(f0) / 10 }
        set { f0 = UInt16(clamping: Int((newValue * 10).rounded())) }
    }

    /// Whether the pitch tracker calls the frame voiced.
    var isVoiced: Bool { f0 != 0 }

    /// The level of one band in dBFS.
    func bandDb(_ band: Int) -> Float { Float(bands[band]) / 2 + Frame.bandFloorDb }

    /// The mean square of one band, 1 being full scale.
    func bandPower(_ band: Int) -> Float { Frame.powers[Int(bands[band])] }

    /// The mean square of every level ``bands`` can have.
    private static let powers = (0...255).map { Decibels.meanSquare(Float($0) / 2 + bandFloorDb) }
}

/// The frames of a recording, in chunks so that growing never holds two copies: 16 bytes per 10 ms, 5.8 MB an hour.
struct FrameTrack {
    private static let chunk = 4_096
    private var chunks: [[Frame]] = []

    /// How many frames there are.
    private(set) var count = 0

    /// Adds a frame.
    mutating func append(_ frame: Frame) {
        if count % FrameTrack.chunk == 0 {
            var fresh: [Frame] = []
            fresh.reserveCapacity(FrameTrack.chunk)
            chunks.append(fresh)
        }
        chunks[chunks.count - 1].append(frame)
        count += 1
    }

    /// The frame at an index below ``count``.
    subscript(index: Int) -> Frame {
        get { chunks[index / FrameTrack.chunk][index % FrameTrack.chunk] }
        set { chunks[index / FrameTrack.chunk][index % FrameTrack.chunk] = newValue }
    }

    /// All indices.
    var indices: Range<Int> { 0..<count }
}

/// The time grid every measurement shares: 16 kHz samples, 10 ms frames.
enum Grid {
    /// Samples per second.
    static let sampleRate = 16_000
    /// Samples per frame.
    static let hop = 160
    /// Milliseconds per frame.
    static let hopMs = 10
    /// Frames per value of the 100 ms curves.
    static let framesPerCurveStep = 10
    /// Milliseconds per value of the curves.
    static let curveStepMs = 100
}

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Trigonometry shared by the windows and the single-line spectra.
enum Phase {
    /// Value `i` of a Hann window of `length` samples, symmetric.
    static func hann(_ i: Int, of length: Int) -> Float {
        0.5 - 0.5 * cosf(2 * .pi * (Float(i) + 0.5) / Float(max(1, length)))
    }

    /// Goertzel's coefficient for a frequency at a rate, both in hertz.
    static func goertzel(_ hertz: Float, rate: Float) -> Float {
        2 * cosf(2 * .pi * hertz / rate)
    }
}

/// The last stretch of a signal, of fixed length: what is new pushes out what is oldest.
struct SlidingWindow {
    /// The samples, oldest first.
    private(set) var samples: [Float]

    /// A window of silence.
    init(length: Int) {
        samples = [Float](repeating: 0, count: length)
    }

    /// Moves new samples in at the end.
    mutating func slide(in new: Span<Float>) {
        let kept = samples.count - new.count
        guard kept >= 0 else { return }
        // Two moves of memory, both within `samples`.
        unsafe new.withUnsafeBufferPointer { new in
            unsafe samples.withUnsafeMutableBufferPointer { samples in
                guard let base = samples.baseAddress, let source = new.baseAddress else { return }
                unsafe base.update(from: base + new.count, count: kept)
                unsafe (base + kept).update(from: source, count: new.count)
            }
        }
    }

    /// Makes room for `count` new samples at the end and lets `fill` write them there.
    mutating func slide(by count: Int, _ fill: (inout [Float]) -> Void) {
        let kept = max(0, samples.count - count)
        // One move of memory; an assignment per element would cost more than the filters that fill it.
        unsafe samples.withUnsafeMutableBufferPointer { samples in
            guard let base = samples.baseAddress else { return }
            unsafe base.update(from: base + (samples.count - kept), count: kept)
        }
        fill(&samples)
    }
}
