import Model

/// Decodes WAV by itself: PCM needs no library, and so no tag that is not on the list ever reaches one. Sizes that a recorder never
/// filled in, or filled in too early, are not believed: samples go on to the end of the file, or to a chunk that is none.
struct WaveDecoder {
    /// Decodes the whole file.
    static func decode(
        _ source: inout ByteSource,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let first = try WaveHeader(reading: &source)
        var header = first
        var issues = IssueList()
        var path = try PCMPath(rate: header.rate, channels: header.channels)
        for _ in 0..<WorkBound.mostDamage {
            var end = header.dataStart + (try samples(&source, header, through: &path, into: &outlet, sink))
            guard let promised = header.dataBytes else { break }
            guard end >= header.dataStart + promised / header.frameBytes * header.frameBytes else {
                // Some writers count their header, too.
                if header.dataStart + promised - end > max(header.dataStart, header.frameBytes) {
                    issues.add(.truncated(atMs: outlet.durationMs))
                }
                break
            }
            var sequel = try header.sequel(&source)
            if sequel == .samples {
                var rest = header
                (rest.dataStart, rest.dataBytes) = (end, nil)
                end += try samples(&source, rest, through: &path, into: &outlet, sink)
                sequel = .end
            }
            guard case .file(let place) = sequel else { break }
            guard let next = try? WaveHeader(reading: &source, from: place) else { break }
            guard next.format == first.format, next.rate == first.rate, next.channels == first.channels else {
                issues.add(.leftOut(atMs: outlet.durationMs))
                break
            }
            header = next
        }
        try path.finish(into: &outlet, sink)
        return Findings(
            container: .wav,
            codec: first.format.codec,
            sampleRate: first.rate,
            channels: first.channels,
            issues: MixIssues.list(path.mixer) + issues.list,
            identicalChannels: path.mixer.identical
        )
    }

    /// Decodes the samples a header promises, as far as they are there, and says how many bytes of whole frames that were.
    private static func samples(
        _ source: inout ByteSource,
        _ header: WaveHeader,
        through path: inout PCMPath,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Int {
        source.seek(to: header.dataStart)
        let frame = header.frameBytes
        var buffer = [UInt8](repeating: 0, count: PCMPath.blockFrames * frame)
        var left = header.dataBytes ?? .max
        var taken = 0
        while left >= frame {
            let wanted = min(left / frame * frame, buffer.count)
            let count = try source.read(wanted, into: &buffer)
            try unsafe buffer.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
                try unsafe path.take(
                    UnsafeRawBufferPointer(rebasing: raw[..<count]),
                    as: header.format,
                    into: &outlet,
                    sink
                )
            }
            left -= count
            taken += count / frame * frame
            if count < wanted { break }
        }
        return taken
    }
}

extension WaveHeader {
    /// Bytes of one sample of every channel.
    var frameBytes: Int { format.bytes * channels }
}
