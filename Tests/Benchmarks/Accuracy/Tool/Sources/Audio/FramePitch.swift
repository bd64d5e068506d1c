package import FoundationEssentials

/// The pitch of single frames, which results carry only as medians of 100 ms.
package enum FramePitch {
    /// F0 in hertz of every 10 ms of a recording, the first frame around 5 ms; 0 where unvoiced.
    package static func hertz(of file: URL) throws(AudioError) -> [Double] {
        var frames = FrameMeter()
        var levels = LevelMeter()
        var samples: [Int16] = []
        _ = try AudioDecoder().decode(file) { (piece) throws(AudioError) in
            for index in piece.indices { samples.append(piece[index]) }
        }
        var raw = [Float](repeating: 0, count: Grid.hop)
        var clean = raw
        for start in stride(from: 0, to: samples.count, by: Grid.hop) {
            let hop = Array(samples[start..<min(start + Grid.hop, samples.count)])
            _ = levels.consume(hop.span, raw: &raw, clean: &clean)
            let part = clean
            frames.consume(part.span)
        }
        frames.finish()
        let track = frames.track
        return track.indices.map { Double(track[$0].hertz) }
    }
}
