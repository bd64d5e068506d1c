/// Counts where the signal sits at full scale: two or more neighbouring samples within 0.1 dB of it. A single sample there is
/// a peak that just fits.
struct ClippingMeter {
    /// Magnitude from which a sample is at full scale: −0.1 dBFS.
    static let fullScale: UInt16 = 32_392

    /// Milliseconds with clipping so far.
    private(set) var clippedMs = 0
    /// Where it was first and last seen, in milliseconds.
    private(set) var span: (firstMs: Int, lastMs: Int)?
    private var wasFull = false

    /// Looks at a frame's samples; `startMs` is when it begins. Call only for frames whose peak reaches ``fullScale``,
    /// ``skip()`` for the others.
    mutating func consume(_ samples: Span<Int16>, startMs: Int) {
        let perMs = Grid.sampleRate / 1_000
        var start = 0
        while start < samples.count {
            let end = min(start + perMs, samples.count)
            var found = false
            for i in start..<end {
                let isFull = samples[i].magnitude >= ClippingMeter.fullScale
                found = found || (isFull && wasFull)
                wasFull = isFull
            }
            if found {
                clippedMs += 1
                let now = startMs + start / perMs
                span = (span?.firstMs ?? now, now + 1)
            }
            start = end
        }
    }

    /// Passes over a frame that cannot clip.
    mutating func skip() { wasFull = false }
}
