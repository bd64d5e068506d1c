import CFLAC
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

/// A FLAC stream as libFLAC reads it: frame by frame, each with the number of its first sample. The length that the stream states is hidden
/// from the library, which would stop there.
@safe final class FLACStream {
    /// One frame; its samples are in ``FLACStream/samples``.
    struct Frame: Hashable {
        /// Number of its first sample by the frame's own account.
        var position: Int
        /// Samples of each channel.
        var count: Int
        /// Samples a second.
        var rate: Int
        /// Channels.
        var channels: Int
    }

    /// The interleaved samples of the last frame, 1 being full scale.
    private(set) var samples: [Float] = []
    /// The first error of reading.
    private(set) var failure: AudioError?
    /// Samples the stream says it has; nil when it does not know.
    let stated: Int?
    /// What the search for frames cost so far.
    var work = WorkBound()

    private var source: ByteSource
    private let offset: Int
    private let hasLength: Bool
    private var handle: UnsafeMutablePointer<FLAC__StreamDecoder>?
    private var frame: Frame?
    private var isBad = false
    /// Where the last good frame ends, from `offset`.
    private var goodEnd = 0

    /// Opens the stream that starts at a place of the file.
    // Inlined, such a class makes the optimiser of Swift 6.3.1 fail (a leak found by its own verifier).
    @inline(never)
    init(_ source: consuming ByteSource, from offset: Int) throws(AudioError) {
        self.source = source
        self.offset = offset
        self.source.seek(to: offset)
        var head: [UInt8] = []
        let count = try self.source.read(26, into: &head)
        // The first block is STREAMINFO, of 34 bytes; its total is 36 bits.
        hasLength = count == 26 && head[4] & 0x7F == 0 && head[5...7].elementsEqual([0, 0, 34])
        let total = hasLength ? head[22...25].reduce(Int(head[21] & 0x0F)) { $0 << 8 | Int($1) } : 0
        stated = total > 0 ? total : nil
        self.source.seek(to: offset)
        guard let handle = unsafe FLAC__stream_decoder_new() else {
            throw AudioError(.unreadable, "The FLAC decoder cannot be set up.")
        }
        unsafe self.handle = unsafe handle
        let status = unsafe FLAC__stream_decoder_init_stream(
            handle,
            { _, target, count, data in
                guard let stream = unsafe FLACStream.from(data) else { return FLAC__STREAM_DECODER_READ_STATUS_ABORT }
                return unsafe stream.read(target, count)
            },
            nil,
            { _, place, data in
                guard let stream = unsafe FLACStream.from(data), let place = unsafe place else {
                    return FLAC__STREAM_DECODER_TELL_STATUS_ERROR
                }
                unsafe place.pointee = FLAC__uint64(stream.source.position - stream.offset)
                return FLAC__STREAM_DECODER_TELL_STATUS_OK
            },
            nil,
            nil,
            { _, frame, channels, data in
                guard let stream = unsafe FLACStream.from(data), let frame = unsafe frame,
                    let channels = unsafe channels
                else {
                    return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT
                }
                unsafe stream.take(frame, channels)
                return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE
            },
            nil,
            { _, _, data in
                unsafe FLACStream.from(data)?.note()
            },
            unsafe Unmanaged.passUnretained(self).toOpaque()
        )
        guard status == FLAC__STREAM_DECODER_INIT_STATUS_OK else {
            throw AudioError(.unreadable, "The FLAC decoder cannot be set up.")
        }
    }

    deinit {
        if let handle = unsafe handle { unsafe FLAC__stream_decoder_delete(handle) }
    }

    /// The next frame that is whole; nil at the end.
    func next() throws(AudioError) -> Frame? {
        guard let handle = unsafe handle else { return nil }
        while true {
            frame = nil
            let isGoing = unsafe FLAC__stream_decoder_process_single(handle) != 0
            if let failure { throw failure }
            if let frame {
                var place: FLAC__uint64 = 0
                if unsafe FLAC__stream_decoder_get_decode_position(handle, &place) != 0 { goodEnd = Int(place) }
                work.step()
                return frame
            }
            let state = unsafe FLAC__stream_decoder_get_state(handle)
            guard isGoing, !work.isSpent, state.rawValue < FLAC__STREAM_DECODER_END_OF_STREAM.rawValue else {
                return nil
            }
        }
    }

    /// Whether bytes follow behind the last frame that are no tag and no padding: a frame that is not whole.
    func endsInFrame() throws(AudioError) -> Bool {
        source.seek(to: offset + goodEnd)
        var rest: [UInt8] = []
        let count = try source.read(128, into: &rest)
        let bytes = rest[0..<count]
        if bytes.allSatisfy({ $0 == 0 }) || bytes.starts(with: "TAG".utf8) || MPEGTag.length(bytes) != nil {
            return false
        }
        return true
    }

    // MARK: Callbacks; their user data is this object, unretained.

    private static func from(_ data: UnsafeMutableRawPointer?) -> FLACStream? {
        unsafe data.map { unsafe Unmanaged<FLACStream>.fromOpaque($0).takeUnretainedValue() }
    }

    private func read(
        _ target: UnsafeMutablePointer<UInt8>?,
        _ count: UnsafeMutablePointer<Int>?
    ) -> FLAC__StreamDecoderReadStatus {
        guard let target = unsafe target, let count = unsafe count, unsafe count.pointee > 0, !work.isSpent else {
            return FLAC__STREAM_DECODER_READ_STATUS_ABORT
        }
        let place = source.position - offset
        do {
            let found = try unsafe source.readSome(
                into: UnsafeMutableRawBufferPointer(start: target, count: count.pointee)
            )
            unsafe count.pointee = found
            work.pass(bytes: found)
            guard found > 0 else { return FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM }
            for field in 21...25 where hasLength && field >= place && field < place + found {
                unsafe target[field - place] &= field == 21 ? 0xF0 : 0
            }
            return FLAC__STREAM_DECODER_READ_STATUS_CONTINUE
        } catch {
            if failure == nil { failure = error }
            return FLAC__STREAM_DECODER_READ_STATUS_ABORT
        }
    }

    private func note() {
        work.step()
        isBad = true
    }

    private func take(
        _ frame: UnsafePointer<FLAC__Frame>,
        _ channels: UnsafePointer<UnsafePointer<FLAC__int32>?>
    ) {
        let header = unsafe frame.pointee.header
        let (count, width) = (Int(header.blocksize), Int(header.channels))
        samples.removeAll(keepingCapacity: true)
        samples.append(contentsOf: repeatElement(0, count: count * width))
        let scale = 1 / Float(1 << max(0, Int(header.bits_per_sample) - 1))
        unsafe samples.withUnsafeMutableBufferPointer { target in
            for channel in 0..<width {
                guard let source = unsafe channels[channel] else { continue }
                for i in 0..<count { unsafe target[i &* width &+ channel] = Float(source[i]) * scale }
            }
        }
        // Behind an error the library hands out silence of its own for what is missing: that is no frame of the file.
        if isBad, samples.allSatisfy({ $0 == 0 }) {
            self.frame = nil
            return
        }
        isBad = false
        self.frame = Frame(
            position: unsafe Int(clamping: debrief_flac_position(frame)),
            count: count,
            rate: Int(header.sample_rate),
            channels: width
        )
    }
}
