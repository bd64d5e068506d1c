import Core
import Model

/// Decodes FLAC with libFLAC. The frames' own numbers tell what is missing between them, exactly; the length that the stream states
/// says only whether its end is there.
struct FLACDecoder {
    /// Decodes the whole stream from `offset` on.
    static func decode(
        _ source: consuming ByteSource,
        from offset: Int,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        try run(FLACStream(source, from: offset), settings, into: &outlet, sink)
    }

    private static func run(
        _ stream: FLACStream,
        _ settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        guard let first = try stream.next() else {
            throw AudioError(.malformed, "The FLAC file is broken before any audio. Save or record it again.")
        }
        var path = try PCMPath(rate: first.rate, channels: first.channels)
        var issues = IssueList()
        var mixIssues: [Quality.Issue] = []
        var identical = true
        // A stream that was cut out of a longer one starts anywhere.
        var position = first.position
        var isOne = first.position == 0
        var next: FLACStream.Frame? = first
        while let frame = next {
            if frame.rate != path.rate || frame.channels != path.channels {
                try path.finish(into: &outlet, sink)
                for issue in MixIssues.list(path.mixer) where !mixIssues.contains(issue) { mixIssues.append(issue) }
                identical = identical && path.mixer.identical
                path = try PCMPath(rate: frame.rate, channels: frame.channels)
            }
            if frame.position < position {
                // Another stream was joined to this one.
                isOne = false
            } else if frame.position > position {
                try fill(frame.position - position, &path, &issues, settings, into: &outlet, sink)
            }
            position = frame.position + frame.count
            let samples = stream.samples
            try unsafe samples.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
                try unsafe path.take(raw, as: .f32, into: &outlet, sink)
            }
            stream.work.hear(outlet.count)
            next = try stream.next()
        }
        try path.finish(into: &outlet, sink)
        for issue in MixIssues.list(path.mixer) where !mixIssues.contains(issue) { mixIssues.append(issue) }
        let isShort = isOne && stream.stated.map { $0 > position } == true
        let isCut = isShort ? true : try stream.endsInFrame()
        if isCut { issues.add(.truncated(atMs: outlet.durationMs)) }
        return Findings(
            container: .flac,
            codec: "flac",
            sampleRate: first.rate,
            channels: first.channels,
            issues: mixIssues + issues.list,
            identicalChannels: identical && path.mixer.identical
        )
    }

    private static func fill(
        _ frames: Int,
        _ path: inout PCMPath,
        _ issues: inout IssueList,
        _ settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        let start = outlet.durationMs
        guard frames / path.rate <= settings.maxGapMs / 1000 else {
            issues.add(.clockJump(atMs: start))
            return
        }
        outlet.note(gap: frames * Outlet.rate / path.rate)
        try path.takeSilence(frames: frames, into: &outlet, sink)
        issues.add(.gapFilled(startMs: start, endMs: start + frames * 1000 / path.rate))
    }
}
