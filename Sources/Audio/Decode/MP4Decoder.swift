import Core
import Model

/// Decodes the Opus track of an MP4 file, and of the files that are joined to it.
struct MP4Decoder {
    /// More finished files than this in one are left out.
    private static let mostParts = 64

    /// Decodes the whole file; `number` is that of the audio track among those that can be decoded.
    static func decode(
        _ source: consuming ByteSource,
        choosing number: Int = 0,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        var (findings, next) = try part(
            try ByteSource(source, from: 0),
            choosing: number,
            settings: settings,
            into: &outlet,
            sink
        )
        var (place, parts) = (0, 1)
        while let behind = next {
            place += behind
            parts += 1
            do throws(AudioError) {
                guard parts <= mostParts else { throw AudioError(.malformed, "") }
                let rest: Findings
                (rest, next) = try part(
                    try ByteSource(source, from: place),
                    choosing: number,
                    settings: settings,
                    into: &outlet,
                    sink
                )
                findings.issues += rest.issues.filter { !findings.issues.contains($0) }
                findings.identicalChannels = findings.identicalChannels && rest.identicalChannels
            } catch {
                guard error.isOfContent else { throw error }
                findings.issues.append(.leftOut(atMs: outlet.durationMs))
                next = nil
            }
        }
        return findings
    }

    /// Decodes one finished file, and says where another stands behind it.
    private static func part(
        _ source: consuming ByteSource,
        choosing number: Int,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> (Findings, next: Int?) {
        var demuxer = try MP4Demuxer(source, choosing: number)
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
                demuxer.work.damage()
                continue
            }
            demuxer.work.decode(samples)
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
            demuxer.work.hear(outlet.count)
        }
        issues.damage(parts: demuxer.unreadable, atMs: 0)
        guard voice.played > 0 || voice.damaged == 0 && issues.list.isEmpty else { throw OpusVoice.nothingPlayed }
        if voice.damaged > 0 { issues.damage(parts: voice.damaged, atMs: voice.firstDamageMs) }
        if demuxer.truncated { issues.add(.truncated(atMs: outlet.durationMs)) }
        let findings = Findings(
            container: .mp4,
            codec: "opus",
            sampleRate: head.rate,
            channels: head.channels,
            issues: MixIssues.list(voice.mixer) + issues.list,
            identicalChannels: voice.mixer.identical
        )
        return (findings, demuxer.sequel)
    }
}
