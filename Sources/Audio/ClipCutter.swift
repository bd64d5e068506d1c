import Core
package import FoundationEssentials
package import Model

/// Cuts stretches out of a recording as WAV files of 16 kHz, mono, 16 bits, in one pass that holds no more than the open stretches.
package struct ClipCutter: Sendable {
    private let decoder: AudioDecoder

    /// A cutter with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        decoder = AudioDecoder(settings: settings)
    }

    /// A cutter that decodes as the given decoder does.
    package init(_ decoder: AudioDecoder) {
        self.decoder = decoder
    }

    /// Cuts the spans, given in order of their start, and hands each WAV to `sink` with its index, in order of their ends. What lies beyond
    /// the recording's end is left out. Blocks; call it from a thread of its own.
    package func cut(
        _ file: URL,
        _ spans: [TimeSpan],
        into sink: (Int, [UInt8]) throws(AudioError) -> Void
    ) throws(AudioError) {
        guard !spans.isEmpty else { return }
        let perMs = Outlet.rate / 1_000
        var open: [(index: Int, end: Int, samples: [Int16])] = []
        var (next, position) = (0, 0)
        var isDone: Bool { next == spans.count && open.isEmpty }
        do {
            _ = try decoder.decode(file) { (samples) throws(AudioError) in
                let end = position + samples.count
                while next < spans.count, spans[next].startMs * perMs < end {
                    open.append((next, spans[next].endMs * perMs, []))
                    next += 1
                }
                for at in open.indices {
                    let first = max(position, spans[open[at].index].startMs * perMs)
                    let last = min(end, open[at].end)
                    for i in first..<max(first, last) { open[at].samples.append(samples[i - position]) }
                }
                for clip in open where clip.end <= end { try sink(clip.index, Self.wav(clip.samples)) }
                open.removeAll { $0.end <= end }
                position = end
                // Nothing more is wanted: what this throws is caught below and goes no further.
                if isDone { throw AudioError(.empty, "") }
            }
        } catch {
            guard isDone else { throw error }
        }
        for clip in open { try sink(clip.index, Self.wav(clip.samples)) }
    }

    private static func wav(_ samples: [Int16]) -> [UInt8] {
        var bytes = WaveWriter.header(samples: samples.count)
        bytes.reserveCapacity(bytes.count + 2 * samples.count)
        for sample in samples {
            let bits = UInt16(bitPattern: sample)
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        }
        return bytes
    }
}
