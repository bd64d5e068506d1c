package import FoundationEssentials
import Interview

/// Turns a recording of any supported kind into 16 kHz mono samples, in memory that does not grow with its length.
package struct AudioDecoder: Sendable {
    private let settings: AudioSettings

    /// A decoder with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        self.settings = settings
    }

    /// Decodes a file, passing its samples on as they come. Blocks; call it from a thread of its own. Throws what makes the
    /// recording unusable, or what `sink` threw; samples passed on before an error are to be forgotten.
    package func decode(
        _ file: URL,
        into sink: (Span<Int16>) throws(AudioError) -> Void
    ) throws(AudioError) -> DecodedFile {
        try decode(ByteSource(file: file), into: sink)
    }

    /// Decodes bytes in memory.
    func decode(_ source: consuming ByteSource, into sink: SampleSink) throws(AudioError) -> DecodedFile {
        var source = source
        let bytes = source.size
        let kind = try FileKind(looking: &source)
        var outlet = Outlet(maxDurationMs: settings.maxDurationMs)
        let findings =
            switch kind {
            case .wave:
                try WaveDecoder.decode(&source, into: &outlet, sink)
            case .webm:
                try WebMDecoder.decode(source, settings: settings, into: &outlet, sink)
            case .mp4:
                try MP4Decoder.decode(source, settings: settings, into: &outlet, sink)
            case .oggOpus:
                try OggOpusDecoder.decode(source, settings: settings, into: &outlet, sink)
            case .soundFile(let container, let offset):
                try SoundFileDecoder.decode(source, from: offset, as: container, into: &outlet, sink)
            }
        guard outlet.count > 0 else {
            if findings.issues.contains(where: { $0.code == "damaged" }) {
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
        return DecodedFile(
            recording: Recording(
                container: findings.container,
                codec: findings.codec,
                sampleRate: findings.sampleRate,
                channels: findings.channels,
                durationMs: outlet.durationMs,
                bytes: bytes
            ),
            samples: outlet.count,
            issues: findings.issues,
            identicalChannels: findings.identicalChannels
        )
    }
}
