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

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open libsndfile handle, and the file as its callbacks see it: from an offset to the end.
@safe final class SoundFileStream {
    /// The first error of reading; the library itself only sees the file end.
    private(set) var failure: AudioError?

    private var source: ByteSource
    private let offset: Int
    private var handle: OpaquePointer?
    private var channels = 1

    /// A view of a file from `offset` on.
    // Inlined, it makes the optimiser of Swift 6.3.1 fail (a leak found by its own verifier).
    @inline(never)
    init(_ source: consuming ByteSource, from offset: Int) {
        self.source = source
        self.offset = offset
        self.source.seek(to: offset)
    }

    deinit {
        if let handle = unsafe handle { unsafe sf_close(handle) }
    }

    /// Lets the library look at the file; nil when it can make nothing of it.
    func open() -> SF_INFO? {
        var info = SF_INFO()
        var table = table
        unsafe handle = unsafe sf_open_virtual(
            &table,
            Int32(SFM_READ),
            &info,
            Unmanaged.passUnretained(self).toOpaque()
        )
        channels = max(1, Int(info.channels))
        return unsafe handle == nil ? nil : info
    }

    /// Reads as many whole frames as fit, as float32, and says how many there were.
    func read(_ target: UnsafeMutableBufferPointer<Float>) -> Int {
        guard let handle = unsafe handle, let start = target.baseAddress else { return 0 }
        return unsafe Int(sf_readf_float(handle, start, sf_count_t(target.count / channels)))
    }

    /// The callbacks; their user data is this object, unretained.
    private var table: SF_VIRTUAL_IO {
        unsafe SF_VIRTUAL_IO(
            get_filelen: { unsafe SoundFileStream.from($0).map { sf_count_t($0.source.size - $0.offset) } ?? 0 },
            seek: { offset, whence, data in unsafe SoundFileStream.from(data)?.seek(offset, whence) ?? -1 },
            read: { target, count, data in unsafe SoundFileStream.from(data)?.read(target, count) ?? 0 },
            write: { _, _, _ in 0 },
            tell: { unsafe SoundFileStream.from($0).map { sf_count_t($0.source.position - $0.offset) } ?? 0 }
        )
    }

    private static func from(_ data: UnsafeMutableRawPointer?) -> SoundFileStream? {
        unsafe data.map { unsafe Unmanaged<SoundFileStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private func seek(_ distance: sf_count_t, _ whence: Int32) -> sf_count_t {
        let base =
            switch whence {
            case SEEK_SET: offset
            case SEEK_CUR: source.position
            default: source.size
            }
        let (target, overflow) = base.addingReportingOverflow(Int(distance))
        guard !overflow, target >= offset else { return -1 }
        source.seek(to: target)
        return sf_count_t(source.position - offset)
    }

    private func read(_ target: UnsafeMutableRawPointer?, _ count: sf_count_t) -> sf_count_t {
        guard let target = unsafe target, count > 0 else { return 0 }
        do {
            return try unsafe sf_count_t(
                source.read(into: UnsafeMutableRawBufferPointer(start: target, count: Int(count)))
            )
        } catch {
            if failure == nil { failure = error }
            return 0
        }
    }
}
