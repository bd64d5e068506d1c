import CMpg123
import Core
import Model

/// Decodes MP3, frame by frame: a file may hold several streams behind each other, of other rates and channels too.
///
/// What an Info tag says of its stream's length is used for one thing only: when exactly so many frames were there, the encoder's
/// padding is taken off the end. Its delay, and the decoder's, are taken off the start, as mpg123 and ffmpeg do.
struct MPEGDecoder: ~Copyable {
    private var frames: MPEGFrames
    private var issues = IssueList()
    private var mixIssues: [Quality.Issue] = []
    private var identical = true
    private var first: MPEGHeader?
    private var played = 0

    // The stream that is being decoded.
    private var current: MPEGHeader?
    private var voice: MPEGVoice?
    private var path: PCMPath?
    private var info: MPEGInfo?
    /// The tag that came last and waits for its first frame.
    private var tag: MPEGInfo?
    private var tagBytes = 0
    private var counted = 0
    private var bytes = 0
    private var hadHole = false
    private var skip = 0
    /// Decoded samples that wait: the last ones of a stream may be padding.
    private var waiting: [Float] = []
    private var held = 0

    /// Decodes the whole file from `offset` on.
    static func decode(
        _ source: consuming ByteSource,
        from offset: Int,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) -> Findings {
        var decoder = MPEGDecoder(MPEGFrames(source, from: offset))
        while let piece = try decoder.frames.next() {
            switch piece {
            case .hole:
                decoder.hadHole = true
                decoder.issues.damage(parts: 1, atMs: outlet.durationMs)
            case .frame(let header): try decoder.take(header, into: &outlet, sink)
            }
            decoder.frames.work.hear(outlet.count)
        }
        return try decoder.finish(into: &outlet, sink)
    }

    private init(_ frames: consuming MPEGFrames) { self.frames = frames }

    private mutating func take(_ header: MPEGHeader, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        if let found = MPEGInfo(frames.frame, header) {
            tag = found
            tagBytes = header.length
            return
        }
        let isAnother = current?.kind != header.kind || current?.channels != header.channels
        if isAnother || tag != nil && header.isIndependent(frames.frame) {
            try close(into: &outlet, sink)
            try open(header, tag, into: &outlet, sink)
        } else if var rest = tag.take() {
            // One stream in pieces, each with a tag of its own: the encoder went on, and put nothing in between.
            (rest.delay, rest.padding) = (nil, nil)
            info = rest
            (counted, bytes, held) = (0, tagBytes, 0)
        }
        counted += 1
        bytes += header.length
        played += 1
        let frame = frames.frame
        let isWell = voice?.decode(frame, header, into: &waiting) ?? false
        if !isWell { issues.damage(parts: 1, atMs: outlet.durationMs) }
        try pass(all: false, into: &outlet, sink)
    }

    /// Begins a stream.
    private mutating func open(
        _ header: MPEGHeader,
        _ tag: MPEGInfo?,
        into outlet: inout Outlet,
        _ sink: SampleSink
    ) throws(AudioError) {
        if current?.rate != header.rate || current?.channels != header.channels {
            try closePath(into: &outlet, sink)
            path = try PCMPath(rate: header.rate, channels: header.channels)
        }
        if first == nil { first = header }
        voice = try MPEGVoice(header)
        current = header
        info = tag
        (counted, bytes, hadHole) = (0, tag == nil ? 0 : tagBytes, false)
        skip = (tag?.delay).map { ($0 + MPEGInfo.decoderDelay) * header.channels } ?? 0
        held = max(0, (tag?.padding ?? 0) - MPEGInfo.decoderDelay) * header.channels
        self.tag = nil
    }

    /// Ends a stream: its padding goes when all of it was there.
    private mutating func close(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        guard current != nil else { return }
        if let info, info.frames == counted { waiting.removeLast(min(held, waiting.count)) }
        try pass(all: true, into: &outlet, sink)
        // A stream in front of another that is shorter than it says lost its end.
        if isShort, !hadHole, counted > 0 { issues.damage(parts: 1, atMs: outlet.durationMs) }
    }

    /// Whether the file says of itself that there was more: by its frames, and by its bytes when it counts them.
    private var isShort: Bool {
        guard let info, let frames = info.frames, frames > counted else { return false }
        return info.bytes.map { $0 > bytes + MPEGHeader.longest } ?? true
    }

    /// Passes on what waits, all of it or what cannot be padding any more.
    private mutating func pass(all: Bool, into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        let dropped = min(skip, waiting.count)
        skip -= dropped
        let end = max(dropped, waiting.count - (all ? 0 : held))
        if end > dropped, var path = path.take() {
            try unsafe waiting.span.extracting(dropped..<end).bytes.withUnsafeBytes { (raw) throws(AudioError) in
                try unsafe path.take(raw, as: .f32, into: &outlet, sink)
            }
            self.path = consume path
        }
        waiting.removeFirst(end)
    }

    private mutating func closePath(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) {
        guard var path = path.take() else { return }
        try path.finish(into: &outlet, sink)
        for issue in MixIssues.list(path.mixer) where !mixIssues.contains(issue) { mixIssues.append(issue) }
        identical = identical && path.mixer.identical
    }

    private consuming func finish(into outlet: inout Outlet, _ sink: SampleSink) throws(AudioError) -> Findings {
        let isCut = frames.endsInFrame || frames.work.isSpent || (isShort && !hadHole)
        if isCut { info = nil }
        try close(into: &outlet, sink)
        try closePath(into: &outlet, sink)
        guard let first, played > 0 else {
            throw AudioError(.malformed, "The MP3 file is broken before any audio. Save or record it again.")
        }
        if isCut { issues.add(.truncated(atMs: outlet.durationMs)) }
        return Findings(
            container: .mp3,
            codec: "mp3",
            sampleRate: first.rate,
            channels: first.channels,
            issues: mixIssues + issues.list,
            identicalChannels: identical && first.channels > 1
        )
    }
}

/// Decodes MP3 frames one by one with libmpg123, to float32 at the stream's own rate and channels.
@safe struct MPEGVoice: ~Copyable {
    /// Channels that come out.
    let channels: Int

    private let handle: OpaquePointer
    private var output: [Float]

    /// A decoder that has heard nothing, for frames like this one.
    init(_ header: MPEGHeader) throws(AudioError) {
        guard let handle = unsafe debrief_mpg123_create() else {
            throw AudioError(.unreadable, "The MP3 decoder cannot be set up.")
        }
        unsafe self.handle = unsafe handle
        channels = header.channels
        output = [Float](repeating: 0, count: 2 * 1152 * header.channels)
    }

    deinit { unsafe mpg123_delete(handle) }

    /// Decodes a frame and appends its samples, interleaved, to `samples`: always as many as its head says, so that time goes on;
    /// false when the library made something else of it.
    mutating func decode(_ frame: ArraySlice<UInt8>, _ header: MPEGHeader, into samples: inout [Float]) -> Bool {
        let wanted = header.samples * channels
        var count = 0
        var isWell = true
        unsafe frame.withUnsafeBufferPointer { bytes in
            var input = bytes.baseAddress
            var length = bytes.count
            // A new format is announced once before the samples come.
            for _ in 0..<4 {
                var done = 0
                let result = unsafe output.withUnsafeMutableBytes { out in
                    let room = unsafe UnsafeMutableRawBufferPointer(rebasing: out[(4 * count)...])
                    return unsafe mpg123_decode(handle, input, length, room.baseAddress, room.count, &done)
                }
                count += done / 4
                unsafe input = nil
                length = 0
                if result == MPG123_NEED_MORE.rawValue { break }
                if result != MPG123_OK.rawValue, result != MPG123_NEW_FORMAT.rawValue { isWell = false }
            }
        }
        isWell = isWell && count == wanted
        samples += output[..<min(count, wanted)]
        if count < wanted { samples += repeatElement(0, count: wanted - count) }
        return isWell
    }
}
