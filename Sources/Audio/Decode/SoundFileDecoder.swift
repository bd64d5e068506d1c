import CSndFile
import Core
import Model

/// Decodes Ogg/Vorbis with libsndfile. The library sees the file only after our own look at it: it would otherwise follow any format it
/// knows, some of which have open holes.
struct SoundFileDecoder {
    /// Decodes the whole file.
    static func decode(
        _ source: consuming ByteSource,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        let again = try ByteSource(source, from: 0)
        var (findings, isCut) = try run(SoundFileStream(source, from: 0), into: &outlet, sink)
        // For a stream without a last page the library states the largest number there is; only one that ends in a page was cut.
        let endsInside = isCut == nil ? try endsInPage(again) : false
        if isCut ?? endsInside { findings.issues.append(.truncated(atMs: outlet.durationMs)) }
        return findings
    }

    private static func endsInPage(_ source: consuming ByteSource) throws(AudioError) -> Bool {
        var pages = OggPages(source)
        var isOpen = false
        while let page = try pages.next() { isOpen = page.isOpen }
        return isOpen || pages.endsInPage
    }

    private static func run(
        _ stream: SoundFileStream,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> (Findings, isCut: Bool?) {
        guard let info = stream.open() else {
            if let failure = stream.failure { throw failure }
            throw AudioError(.malformed, "The Ogg file is broken before any audio. Save or record it again.")
        }
        let format = Int(info.format)
        guard format & SF_FORMAT_TYPEMASK == SF_FORMAT_OGG, format & SF_FORMAT_SUBMASK == SF_FORMAT_VORBIS else {
            throw AudioError(
                .unsupportedCodec,
                "The file does not hold what its first bytes say. \(AudioError.advice)",
                context: ["format": "\(info.format)"]
            )
        }
        var path = try PCMPath(rate: Int(info.samplerate), channels: Int(info.channels))
        var total: Int64 = 0
        while true {
            let count = try unsafe path.take(into: &outlet, sink, filledBy: { unsafe stream.read($0) })
            if count == 0 { break }
            total += Int64(count)
        }
        try path.finish(into: &outlet, sink)
        if let failure = stream.failure { throw failure }
        let findings = Findings(
            container: .ogg,
            codec: "vorbis",
            sampleRate: Int(info.samplerate),
            channels: Int(info.channels),
            issues: MixIssues.list(path.mixer),
            identicalChannels: path.mixer.identical
        )
        return (findings, info.frames == Int64.max ? nil : info.frames > total)
    }
}
