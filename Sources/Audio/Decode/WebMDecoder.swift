import Model


/// Decodes the audio track of a WebM or Matroska file.
struct WebMDecoder {
    /// Decodes the whole file.
    static func decode(
        _ source: consuming ByteSource,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        var demuxer = try WebMDemuxer(source)
        guard let track = demuxer.track else { throw AudioError(.malformed, "The WebM file has no track list.") }
        var gaps = GapKeeper(maxGapMs: settings.maxGapMs)
        var issues = IssueList()
        var findings =
            if let format = track.sampleFormat {
                try pcm(&demuxer, track, format, &gaps, &issues, into: &outlet, sink)
            } else {
                try opus(&demuxer, track, &gaps, &issues, into: &outlet, sink)
            }
        if demuxer.damaged > 0, !demuxer.truncated || demuxer.damaged > 1 {
            issues.damage(parts: demuxer.damaged - (demuxer.truncated ? 1 : 0), atMs: 0)
        }
        if demuxer.truncated { issues.add(.truncated(atMs: outlet.durationMs)) }
        findings.issues += issues.list
        return findings
    }

    private static func opus(
        _ demuxer: inout WebMDemuxer,
        _ track: WebMTrack,
        _ gaps: inout GapKeeper,
        _ issues: inout IssueList,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let head =
            track.codecPrivate.isEmpty
            ? try OpusHead(channels: track.channels, preSkip: min(track.codecDelay / 1000 * 48 / 1000, 1 << 20))
            : try OpusHead(track.codecPrivate)
        var voice = try OpusVoice(head)
        var packet: [UInt8] = []
        while let block = try demuxer.next() {
            var lengths: [Int] = []
            for frame in block.frames {
                let whole = track.stripped.isEmpty ? block.bytes[frame] : track.stripped[...] + block.bytes[frame]
                lengths.append(OpusVoice.samples(in: whole.span) ?? 0)
            }
            let total = lengths.reduce(0, +)
            try fill(gaps.packet(at: block.time, duration: total * 62_500 / 3), &issues, into: &outlet, sink)
            for (index, frame) in block.frames.enumerated() {
                if lengths[index] == 0 {
                    issues.damage(parts: 1, atMs: outlet.durationMs)
                    continue
                }
                packet.removeAll(keepingCapacity: true)
                packet += track.stripped
                packet += block.bytes[frame]
                let padding = index == block.frames.count - 1 ? max(0, block.discard) : 0
                let lead = index == 0 ? max(0, 0 &- block.discard) : 0
                try voice.decode(
                    packet.span,
                    samples: lengths[index],
                    trimStart: min(lead, 1_000_000_000) * 48 / 1_000_000,
                    trimEnd: (min(padding, 1_000_000_000) * 48 + 500_000) / 1_000_000,
                    into: &outlet,
                    sink
                )
            }
            demuxer.recycle(block.bytes)
        }
        guard voice.played > 0 || issues.list.isEmpty else { throw OpusVoice.nothingPlayed }
        if voice.damaged > 0 { issues.damage(parts: voice.damaged, atMs: voice.firstDamageMs) }
        return Findings(
            container: .webm,
            codec: "opus",
            sampleRate: head.rate,
            channels: head.channels,
            issues: MixIssues.list(voice.mixer),
            identicalChannels: voice.mixer.identical
        )
    }

    private static func pcm(
        _ demuxer: inout WebMDemuxer,
        _ track: WebMTrack,
        _ format: SampleFormat,
        _ gaps: inout GapKeeper,
        _ issues: inout IssueList,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let rate = Int(max(0, min(1e9, track.rate.rounded())))
        var path = try PCMPath(rate: rate, channels: track.channels)
        let frameBytes = format.bytes * track.channels
        while let block = try demuxer.next() {
            for frame in block.frames {
                let count = frame.count / frameBytes
                let time = frame == block.frames.first ? block.time : nil
                switch gaps.packet(at: time, duration: count * 1_000_000_000 / rate) {
                case .none: break
                case .jump: issues.add(.clockJump(atMs: outlet.durationMs))
                case .fill(let length):
                    let start = outlet.durationMs
                    try path.takeSilence(frames: length / 1000 * rate / 1_000_000, into: &outlet, sink)
                    issues.add(.gapFilled(startMs: start, endMs: start + length / 1_000_000))
                }
                try unsafe block.bytes.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
                    try unsafe path.take(
                        UnsafeRawBufferPointer(rebasing: raw[frame]),
                        as: format,
                        into: &outlet,
                        sink
                    )
                }
            }
            demuxer.recycle(block.bytes)
        }
        try path.finish(into: &outlet, sink)
        return Findings(
            container: .webm,
            codec: format.codec,
            sampleRate: rate,
            channels: track.channels,
            issues: MixIssues.list(path.mixer),
            identicalChannels: path.mixer.identical
        )
    }

    private static func fill(
        _ decision: GapKeeper.Decision,
        _ issues: inout IssueList,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        switch decision {
        case .none: break
        case .jump: issues.add(.clockJump(atMs: outlet.durationMs))
        case .fill(let nanoseconds):
            let start = outlet.durationMs
            try outlet.writeSilence(nanoseconds / 62_500, to: sink)
            issues.add(.gapFilled(startMs: start, endMs: outlet.durationMs))
        }
    }
}
