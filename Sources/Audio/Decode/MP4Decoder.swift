import Model


/// Decodes the Opus track of an MP4 file.
struct MP4Decoder {
    /// Decodes the whole file.
    static func decode(
        _ source: consuming ByteSource,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        var demuxer = try MP4Demuxer(source)
        let head = try demuxer.head.opusHead()
        var voice = try OpusVoice(head)
        var gaps = GapKeeper(maxGapMs: settings.maxGapMs)
        var issues = IssueList()
        // 48 kHz samples until the edit list ends, counted from the first packet.
        var left = demuxer.head.length.map { $0 + head.preSkip }
        var spare: [UInt8] = []
        while let packet = try demuxer.next(reusing: spare) {
            spare = packet.bytes
            guard let samples = OpusVoice.samples(in: packet.bytes.span) else {
                issues.damage(parts: 1, atMs: outlet.durationMs)
                continue
            }
            switch gaps.packet(at: packet.time, duration: samples * 62_500 / 3) {
            case .none: break
            case .jump: issues.add(.clockJump(atMs: outlet.durationMs))
            case .fill(let nanoseconds):
                let start = outlet.durationMs
                try outlet.writeSilence(nanoseconds / 62_500, to: sink)
                issues.add(.gapFilled(startMs: start, endMs: outlet.durationMs))
                left = left.map { $0 - nanoseconds / 62_500 * 3 }
            }
            // A last packet that the file calls shorter is played whole: recorders guess that length, and would cut speech.
            let excess = left.map { max(0, samples - max(0, $0)) } ?? 0
            try voice.decode(
                packet.bytes.span,
                samples: samples,
                trimEnd: excess,
                into: &outlet,
                sink
            )
            left = left.map { $0 - samples }
        }
        issues.damage(parts: demuxer.damaged, atMs: 0)
        guard voice.played > 0 || voice.damaged == 0 && issues.list.isEmpty else { throw OpusVoice.nothingPlayed }
        if voice.damaged > 0 { issues.damage(parts: voice.damaged, atMs: voice.firstDamageMs) }
        if demuxer.truncated { issues.add(.truncated(atMs: outlet.durationMs)) }
        return Findings(
            container: .mp4,
            codec: "opus",
            sampleRate: head.rate,
            channels: head.channels,
            issues: MixIssues.list(voice.mixer) + issues.list,
            identicalChannels: voice.mixer.identical
        )
    }
}
