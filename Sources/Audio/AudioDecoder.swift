import Core
package import FoundationEssentials
import Model

/// Turns a recording of any supported kind into 16 kHz mono samples, in memory that does not grow with its length.
package struct AudioDecoder: Sendable {
    private let settings: AudioSettings

    /// A decoder with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        self.settings = settings
    }

    /// Decodes a file, passing its samples on as they come. Blocks; call it from a thread of its own. Throws what makes the
    /// recording unusable, or what `sink` threw; samples passed on before an error are to be forgotten.
    ///
    /// - Parameters:
    ///   - arrival: tells how much of the file is there, when it is still being written; samples then come as it grows,
    ///     and this returns when it is whole.
    ///   - gaps: takes the places of silence that stands for lost sound, each before that silence comes.
    package func decode(
        _ file: URL,
        arrival: Arrival? = nil,
        gaps: GapLog = GapLog(),
        into sink: SampleSink
    ) throws(AudioError) -> DecodedFile {
        try decode(ByteSource(file: file, arrival: arrival), gaps: gaps, into: sink)
    }

    /// Finds out whether a file can be used, with less work than decoding where that is enough: of a WAV file the header tells.
    /// Blocks; throws what makes the recording unusable.
    package func check(_ file: URL) throws(AudioError) {
        var source = try ByteSource(file: file)
        guard try FileKind(looking: &source) == .wave else {
            _ = try decode(source) { _ in }
            return
        }
        let header = try WaveHeader(reading: &source)
        let there = source.size - header.dataStart
        let frames = min(header.dataBytes ?? there, there) / (header.format.bytes * header.channels)
        var outlet = Outlet(maxDurationMs: settings.maxDurationMs)
        try outlet.count(frames, at: header.rate)
        try check(outlet, isDamaged: false)
    }

    /// Decodes bytes in memory.
    func decode(
        _ source: consuming ByteSource,
        gaps: GapLog = GapLog(),
        into sink: SampleSink
    ) throws(AudioError) -> DecodedFile {
        var source = source
        let arrival = source.arrival
        let size = arrival == nil ? source.size : 0
        let kind = try FileKind(looking: &source)
        var outlet = Outlet(maxDurationMs: settings.maxDurationMs, gaps: gaps)
        let findings =
            switch kind {
            case .wave: try WaveDecoder.decode(&source, into: &outlet, sink)
            case .webm, .mp4: try decode(tracksOf: source, kind, into: &outlet, sink)
            case .oggOpus: try OggOpusDecoder.decode(source, settings: settings, into: &outlet, sink)
            case .oggVorbis: try SoundFileDecoder.decode(source, into: &outlet, sink)
            case .flac(let place): try FLACDecoder.decode(source, from: place, settings: settings, into: &outlet, sink)
            case .mp3(let place): try MPEGDecoder.decode(source, from: place, into: &outlet, sink)
            }
        try check(outlet, isDamaged: findings.issues.contains { $0.code == "damaged" })
        return DecodedFile(
            recording: Recording(
                container: findings.container,
                codec: findings.codec,
                sampleRate: findings.sampleRate,
                channels: findings.channels,
                durationMs: outlet.durationMs,
                bytes: arrival?.wait(for: .max) ?? size
            ),
            samples: outlet.count,
            issues: findings.issues,
            identicalChannels: findings.identicalChannels,
            gaps: gaps.ranges.map { TimeSpan(startMs: ($0.lowerBound + 8) / 16, endMs: ($0.upperBound + 8) / 16) }
        )
    }

    /// Decodes the audio track that is to be heard: the first, unless it is silent and another is not.
    private func decode(
        tracksOf source: consuming ByteSource,
        _ kind: FileKind,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let count =
            kind == .mp4
            ? try MP4Demuxer(try ByteSource(source, from: 0)).head.choices
            : try WebMDemuxer(try ByteSource(source, from: 0)).choices
        var choice = TrackChoice(count: count)
        while let number = choice.next {
            var probe = Outlet(maxDurationMs: settings.maxDurationMs)
            var life = TrackChoice.Life()
            do throws(AudioError) {
                _ = try decode(try ByteSource(source, from: 0), kind, number, into: &probe) {
                    (samples) throws(AudioError) in
                    life.take(samples)
                    // Enough was heard: what this throws goes no further.
                    if life.isProven { throw AudioError(.empty, "") }
                }
            } catch {}
            choice.take(life)
        }
        var findings = try decode(source, kind, choice.chosen, into: &outlet, sink)
        findings.issues += choice.issues
        return findings
    }

    private func decode(
        _ source: consuming ByteSource,
        _ kind: FileKind,
        _ number: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        kind == .mp4
            ? try MP4Decoder.decode(source, choosing: number, settings: settings, into: &outlet, sink)
            : try WebMDecoder.decode(source, choosing: number, settings: settings, into: &outlet, sink)
    }

    /// Refuses what holds too little sound.
    private func check(_ outlet: Outlet, isDamaged: Bool) throws(AudioError) {
        guard outlet.count > 0 else {
            if isDamaged {
                throw AudioError(
                    .malformed,
                    "The file is so damaged that none of its audio can be read. Upload it again."
                )
            }
            throw AudioError(.empty, "The file holds no audio at all. Check the microphone and record again.")
        }
        guard outlet.count >= settings.minDurationMs * (Outlet.rate / 1000) else {
            throw AudioError(
                .tooShort,
                "The recording lasts \(outlet.durationMs) ms; it needs \(settings.minDurationMs) ms at least.",
                context: ["durationMs": "\(outlet.durationMs)"]
            )
        }
    }
}
