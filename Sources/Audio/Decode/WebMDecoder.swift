import Core
import Model

/// Decodes the audio track of a WebM or Matroska file, and of the recordings that follow in it.
struct WebMDecoder: ~Copyable {
    private var demuxer: WebMDemuxer
    private var gaps: GapKeeper
    private let settings: AudioSettings
    private var issues = IssueList()
    private var mixIssues: [Quality.Issue] = []
    private var identical = true
    private var voice: OpusVoice?
    private var path: PCMPath?
    private var played = 0
    private var packet: [UInt8] = []

    /// Decodes the whole file; `number` is that of the audio track among those that can be decoded.
    static func decode(
        _ source: consuming ByteSource,
        choosing number: Int = 0,
        settings: AudioSettings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let demuxer = try WebMDemuxer(source, choosing: number)
        guard let first = demuxer.track else { throw AudioError(.malformed, "The WebM file has no track list.") }
        var decoder = WebMDecoder(demuxer, settings)
        var findings = try decoder.open(first)
        var part = 0
        while let block = try decoder.demuxer.next() {
            guard let track = decoder.demuxer.track else { continue }
            if block.part != part {
                part = block.part
                try decoder.close(into: &outlet, sink)
                decoder.gaps = GapKeeper(maxGapMs: settings.maxGapMs)
                do throws(AudioError) {
                    _ = try decoder.open(track)
                } catch {
                    guard error.isOfContent else { throw error }
                    decoder.issues.add(.leftOut(atMs: outlet.durationMs))
                }
            }
            try decoder.take(block, track, into: &outlet, sink)
            decoder.demuxer.work.hear(outlet.count)
            decoder.demuxer.recycle(block.bytes)
        }
        try decoder.finish(&findings, into: &outlet, sink)
        return findings
    }

    private init(_ demuxer: consuming WebMDemuxer, _ settings: AudioSettings) {
        self.demuxer = demuxer
        self.settings = settings
        gaps = GapKeeper(maxGapMs: settings.maxGapMs)
    }

    /// Sets up for a track, and says what it is.
    private mutating func open(_ track: WebMTrack) throws(AudioError) -> Findings {
        var findings = Findings(
            container: .webm,
            codec: "opus",
            sampleRate: 0,
            channels: track.channels,
            issues: [],
            identicalChannels: false
        )
        if let format = track.sampleFormat {
            let rate = Self.rate(of: track)
            path = try PCMPath(rate: rate, channels: track.channels)
            (findings.codec, findings.sampleRate) = (format.codec, rate)
        } else {
            let head =
                track.codecPrivate.isEmpty
                ? try OpusHead(channels: track.channels, preSkip: min(track.codecDelay / 1000 * 48 / 1000, 1 << 20))
                : try OpusHead(track.codecPrivate)
            voice = try OpusVoice(head)
            (findings.sampleRate, findings.channels) = (head.rate, head.channels)
        }
        return findings
    }

    private static func rate(of track: WebMTrack) -> Int { Int(max(0, min(1e9, track.rate.rounded()))) }

    private mutating func take(
        _ block: WebMDemuxer.Packet,
        _ track: WebMTrack,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        if let format = track.sampleFormat {
            try takePCM(block, format, Self.rate(of: track), into: &outlet, sink)
        } else {
            try takeOpus(block, track.stripped, into: &outlet, sink)
        }
    }

    private mutating func takeOpus(
        _ block: WebMDemuxer.Packet,
        _ stripped: [UInt8],
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard var voice = voice.take() else { return }
        var lengths: [Int] = []
        for frame in block.frames {
            let whole = stripped.isEmpty ? block.bytes[frame] : stripped[...] + block.bytes[frame]
            lengths.append(OpusVoice.samples(in: whole.span) ?? 0)
        }
        let total = lengths.reduce(0, +)
        demuxer.work.decode(total)
        try fill(gaps.packet(at: block.time, duration: total * 62_500 / 3), into: &outlet, sink)
        for (index, frame) in block.frames.enumerated() {
            if lengths[index] == 0 {
                issues.damage(parts: 1, atMs: outlet.durationMs)
                demuxer.work.damage()
                continue
            }
            packet.removeAll(keepingCapacity: true)
            packet += stripped
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
        self.voice = consume voice
    }

    private mutating func takePCM(
        _ block: WebMDemuxer.Packet,
        _ format: SampleFormat,
        _ rate: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        guard var path = path.take() else { return }
        let frameBytes = format.bytes * path.channels
        for frame in block.frames {
            let count = frame.count / frameBytes
            let time = frame == block.frames.first ? block.time : nil
            switch gaps.packet(at: time, duration: count * 1_000_000_000 / rate) {
            case .none: break
            case .jump: issues.add(.clockJump(atMs: outlet.durationMs))
            case .fill(let length):
                let start = outlet.durationMs
                let frames = length / 1000 * rate / 1_000_000
                outlet.note(gap: frames * Outlet.rate / rate)
                try path.takeSilence(frames: frames, into: &outlet, sink)
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
        self.path = consume path
    }

    private mutating func fill(
        _ decision: GapKeeper.Decision,
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

    /// Ends a track.
    private mutating func close(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        if let ended = voice.take() {
            played += ended.played
            if ended.damaged > 0 { issues.damage(parts: ended.damaged, atMs: ended.firstDamageMs) }
            note(ended.mixer)
        }
        if var ended = path.take() {
            try ended.finish(into: &outlet, sink)
            played += 1
            note(ended.mixer)
        }
    }

    private mutating func note(_ mixer: ChannelMixer) {
        for issue in MixIssues.list(mixer) where !mixIssues.contains(issue) { mixIssues.append(issue) }
        identical = identical && mixer.identical
    }

    private mutating func finish(
        _ findings: inout Findings,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        try close(into: &outlet, sink)
        guard played > 0 || issues.list.isEmpty else { throw OpusVoice.nothingPlayed }
        // A piece that the end of the file cut off is no damage of its own.
        let parts = demuxer.damaged - (demuxer.truncated ? 1 : 0)
        issues.damage(parts: parts, atMs: 0)
        if demuxer.truncated { issues.add(.truncated(atMs: outlet.durationMs)) }
        if demuxer.leftOut { issues.add(.leftOut(atMs: outlet.durationMs)) }
        findings.issues = mixIssues + issues.list
        findings.identicalChannels = identical
    }
}

/// Chooses between the audio tracks of a file: the first, as players do, unless it is silent and another is not. Screen recorders write
/// the desktop's sound and the microphone's as two tracks.
struct TrackChoice {
    /// Whether there is anything on a track, as its samples come.
    struct Life {
        private var energy = 0.0
        private var count = 0
        private var loud = 0

        /// 100 ms.
        private static let step = Outlet.rate / 10
        /// Mean square of −55 dBFS: 20 dB under the quietest voice that can be used, and over what an open input without a source hisses.
        private static let level = 3.2e-6
        /// Steps over that level that make sound of it: half a second.
        private static let leastLoud = 5

        /// Hears samples.
        mutating func take(_ samples: Span<Int16>) {
            for i in samples.indices {
                let x = Double(samples[i]) / 32_768
                energy += x * x
                count += 1
                guard count == Self.step else { continue }
                if energy > Self.level * Double(count) { loud += 1 }
                (energy, count) = (0, 0)
            }
        }

        /// Whether there is sound.
        var isProven: Bool { loud >= Self.leastLoud }
    }

    /// Audio tracks that can be decoded.
    let count: Int
    private var alive: [Bool] = []

    /// More tracks than this are not listened to.
    private static let most = 8

    /// A choice between so many tracks.
    init(count: Int) { self.count = count }

    /// The track to listen to next, before any is decoded; nil when enough is known, which it is of a single one.
    var next: Int? { count > 1 && alive.count < min(count, Self.most) ? alive.count : nil }

    /// Takes what was heard on the track that was ``next``.
    mutating func take(_ life: Life) { alive.append(life.isProven) }

    /// The track to decode.
    var chosen: Int { alive.firstIndex(of: true) ?? 0 }

    /// What the speaker is to know of the choice.
    var issues: [Quality.Issue] {
        let others = alive.indices.filter { $0 != chosen && alive[$0] }
        return (chosen > 0 ? [.trackChosen(chosen + 1, of: count)] : [])
            + others.map { .otherTrack($0 + 1, of: count, heard: chosen + 1) }
    }
}
