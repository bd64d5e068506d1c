import Model


/// Decodes WAV by itself: PCM needs no library, and so no tag that is not on the list ever reaches one.
struct WaveDecoder {
    /// Decodes the whole file.
    static func decode(
        _ source: inout ByteSource,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let header = try WaveHeader(reading: &source)
        var path = try PCMPath(rate: header.rate, channels: header.channels)
        source.seek(to: header.dataStart)
        let frame = header.format.bytes * header.channels
        var buffer = [UInt8](repeating: 0, count: PCMPath.blockFrames * frame)
        var left = header.dataBytes ?? .max
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
            if count < wanted { break }
        }
        try path.finish(into: &outlet, sink)
        var issues = MixIssues.list(path.mixer)
        if let promised = header.dataBytes, !source.reaches(promised, behind: header.dataStart) {
            issues.append(.truncated(atMs: outlet.durationMs))
        }
        return Findings(
            container: .wav,
            codec: header.format.codec,
            sampleRate: header.rate,
            channels: header.channels,
            issues: issues,
            identicalChannels: path.mixer.identical
        )
    }
}
