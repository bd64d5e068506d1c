import CSndFile
import Model

/// Decodes Ogg/Vorbis, FLAC and MP3 with libsndfile. The library sees the file from its first byte of audio on, and only
/// after our own look at it: it would otherwise follow any format it knows, some of which have open holes.
struct SoundFileDecoder {
    /// Decodes the whole file from `offset` on.
    static func decode(
        _ source: consuming ByteSource,
        from offset: Int,
        as container: Recording.Container,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        try run(SoundFileStream(source, from: offset), as: container, into: &outlet, sink)
    }

    private static func run(
        _ stream: SoundFileStream,
        as container: Recording.Container,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        guard let info = stream.open() else {
            if let failure = stream.failure { throw failure }
            throw AudioError(
                .malformed,
                "The \(container.rawValue.uppercased()) file is broken before any audio. Save or record it again."
            )
        }
        let codec = try codec(of: info, expecting: container)
        var path = try PCMPath(rate: Int(info.samplerate), channels: Int(info.channels))
        var total: Int64 = 0
        while true {
            let count = try unsafe path.take(into: &outlet, sink, filledBy: { unsafe stream.read($0) })
            if count == 0 { break }
            total += Int64(count)
        }
        try path.finish(into: &outlet, sink)
        if let failure = stream.failure { throw failure }
        var issues: [Quality.Issue] = MixIssues.list(path.mixer)
        // For a cut Ogg the library states the largest number there is.
        if info.frames > total, container != .mp3 || info.frames != Int64.max {
            issues.append(.truncated(atMs: outlet.durationMs))
        }
        return Findings(
            container: container,
            codec: codec,
            sampleRate: Int(info.samplerate),
            channels: Int(info.channels),
            issues: issues,
            identicalChannels: path.mixer.identical
        )
    }

    private static func codec(of info: SF_INFO, expecting container: Recording.Container) throws(AudioError) -> String {
        let type = Int(info.format) & SF_FORMAT_TYPEMASK
        let codec = Int(info.format) & SF_FORMAT_SUBMASK
        switch (container, type) {
        case (.flac, SF_FORMAT_FLAC): return "flac"
        case (.mp3, SF_FORMAT_MPEG) where codec == SF_FORMAT_MPEG_LAYER_III: return "mp3"
        case (.ogg, SF_FORMAT_OGG) where codec == SF_FORMAT_VORBIS: return "vorbis"
        default:
            throw AudioError(
                .unsupportedCodec,
                "The file does not hold what its first bytes say. \(AudioError.advice)",
                context: ["format": "\(info.format)"]
            )
        }
    }
}
