import FoundationEssentials
import Model

/// A 16 kHz mono recording in memory, as tests make and read them.
struct Wave {
    var samples: [Int16]

    init(samples: [Int16]) { self.samples = samples }

    /// A tone of 220 Hz, loud enough to count as sound.
    init(toneMs: Int) {
        var phase = 0
        samples = (0..<(toneMs * 16)).map { _ in
            phase += 1
            return (phase / 36) % 2 == 0 ? 6_000 : -6_000
        }
    }

    /// The samples of a file with a plain 44-byte header.
    init(reading url: URL) throws {
        let bytes = try [UInt8](Data(contentsOf: url)).dropFirst(44)
        samples = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
            Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
        }
    }

    var durationMs: Int { samples.count / 16 }

    /// Writes it as the decode stage does.
    func write(in folder: URL, rate: UInt32 = 16_000) throws -> URL {
        func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
            (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        let size = UInt32(samples.count * 2)
        var bytes = Array("RIFF".utf8) + little(size + 36) + Array("WAVEfmt ".utf8) + little(UInt32(16))
        bytes += little(UInt16(1)) + little(UInt16(1)) + little(rate) + little(rate * 2)
        bytes += little(UInt16(2)) + little(UInt16(16)) + Array("data".utf8) + little(size)
        for sample in samples { bytes += little(sample) }
        let url = folder.appending(path: "answer.wav")
        try Data(bytes).write(to: url)
        return url
    }

    /// Where somebody speaks: 20 ms steps more than 9 dB over the quiet tenth of the recording, gaps under 300 ms closed.
    /// A stand-in for the Audio room's detector, good enough to feed the engine.
    var speech: [TimeSpan] {
        let step = 320
        let levels = stride(from: 0, to: samples.count - step + 1, by: step).map { start in
            samples[start..<(start + step)].reduce(0.0) { $0 + Double($1) * Double($1) } / Double(step) + 1
        }
        guard !levels.isEmpty else { return [] }
        let floor = max(levels.sorted()[levels.count / 10], 100)
        var spans: [TimeSpan] = []
        for (index, level) in levels.enumerated() where level > floor * 8 {
            let span = TimeSpan(startMs: index * 20, endMs: index * 20 + 20)
            if let last = spans.last, span.startMs - last.endMs < 300 {
                spans[spans.count - 1].endMs = span.endMs
            } else {
                spans.append(span)
            }
        }
        return spans
    }
}
