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
