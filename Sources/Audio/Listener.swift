import Core
package import FoundationEssentials
package import Model

/// Turns a recording into measurements and 16 kHz samples: in this process, or apart from it.
package protocol Hearer: Sendable {
    /// Hears a recording; `wav` is where its samples go as 16 kHz mono 16-bit WAV, written while decoding and only there when
    /// all went well. Blocks; call it from a thread of its own.
    ///
    /// - Parameter arrival: tells how much of the file is there, when it is still being written.
    func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing

    /// Decodes a recording to such a WAV without measuring it.
    func decode(_ file: URL, writing wav: URL) throws(AudioError)
}

extension Hearer {
    /// Hears a recording that is whole.
    package func hear(_ file: URL, writing wav: URL?) throws(AudioError) -> Hearing {
        try hear(file, arrival: nil, writing: wav)
    }
}

/// The decode stage: one pass over a recording that leaves a 16 kHz WAV, the measurements of its sound and its defects.
package struct Listener: Hearer {
    private let decoder: AudioDecoder

    /// Raised whenever the same recording would give another ``Hearing``.
    package static let version = 5

    /// A listener with limits.
    package init(settings: AudioSettings = AudioSettings()) {
        decoder = AudioDecoder(settings: settings)
    }

    /// Where the samples of a recording are while ``hear(_:arrival:writing:)`` writes them: the same bytes behind a header whose sizes
    /// are still zero.
    package static func draft(of wav: URL) -> URL { WaveWriter.draft(of: wav) }

    package func hear(_ file: URL, arrival: Arrival?, writing wav: URL?) throws(AudioError) -> Hearing {
        guard let wav else { return try hear(ByteSource(file: file, arrival: arrival)) }
        let writer = try WaveWriter(wav)
        return try hear(ByteSource(file: file, arrival: arrival), into: writer)
    }

    package func decode(_ file: URL, writing wav: URL) throws(AudioError) {
        let writer = try WaveWriter(wav)
        _ = try decode(ByteSource(file: file), into: writer)
    }

    /// Hears an open recording, writing its samples.
    func hear(_ source: consuming ByteSource, into writer: consuming WaveWriter) throws(AudioError) -> Hearing {
        var meter = AcousticMeter()
        let gaps = GapLog()
        var hearing = GapFilter()
        var writer = writer
        let decoded = try decoder.decode(source, gaps: gaps) { (samples) throws(AudioError) in
            hearing.pass(samples, without: gaps) { meter.consume($0) }
            try writer.append(samples)
        }
        try writer.finish()
        return Self.hearing(decoded, meter)
    }

    /// Hears an open recording.
    func hear(_ source: consuming ByteSource) throws(AudioError) -> Hearing {
        var meter = AcousticMeter()
        let gaps = GapLog()
        var hearing = GapFilter()
        let decoded = try decoder.decode(source, gaps: gaps) { (samples) throws(AudioError) in
            hearing.pass(samples, without: gaps) { meter.consume($0) }
        }
        return Self.hearing(decoded, meter)
    }

    /// Decodes an open recording, and says how long it is in milliseconds.
    func decode(_ source: consuming ByteSource, into writer: consuming WaveWriter) throws(AudioError) -> Int {
        var writer = writer
        let decoded = try decoder.decode(source) { (samples) throws(AudioError) in try writer.append(samples) }
        try writer.finish()
        return decoded.recording.durationMs
    }

    private static func hearing(_ decoded: DecodedFile, _ meter: consuming AcousticMeter) -> Hearing {
        let (acoustics, quality) = meter.finish(decodeIssues: decoded.issues, gaps: decoded.gaps)
        return Hearing(recording: decoded.recording, acoustics: acoustics, quality: quality)
    }
}

/// Measures a recording in one pass over its samples, 16 kHz mono. Samples are seen once and not kept; what stays is 16 bytes
/// per 10 ms and a few smaller tracks, about 7 MB an hour.
package struct AcousticMeter {
    private var frames = FrameMeter()
    private var levels = LevelMeter()
    private var loudness = LoudnessMeter()
    private var waveform = WaveformPeaks()
    private var clipping = ClippingMeter()
    private var hum = HumDetector()
    private var pending: [Int16] = []
    private var raw = [Float](repeating: 0, count: Grid.hop)
    private var clean = [Float](repeating: 0, count: Grid.hop)
    private var sampleCount = 0

    /// A meter that has heard nothing.
    package init() {
        pending.reserveCapacity(Grid.hop)
    }

    /// Hears the next samples, as many as the caller has at hand.
    package mutating func consume(_ samples: Span<Int16>) {
        sampleCount += samples.count
        var start = 0
        if !pending.isEmpty {
            start = min(samples.count, Grid.hop - pending.count)
            for i in 0..<start { pending.append(samples[i]) }
            guard pending.count == Grid.hop else { return }
            let full = pending
            pending.removeAll(keepingCapacity: true)
            consume(hop: full.span)
        }
        while start + Grid.hop <= samples.count {
            consume(hop: samples.extracting(start..<start + Grid.hop))
            start += Grid.hop
        }
        while start < samples.count {
            pending.append(samples[start])
            start += 1
        }
    }

    /// Ends the recording. `decodeIssues` are what the decoder met on the way (gaps, a torn end); they count in the verdict. `gaps` are
    /// stretches of the decoded recording that were not consumed, since there is nothing of it there: everything is measured without
    /// them, and told at the times of the decoded recording.
    package consuming func finish(
        decodeIssues: [Quality.Issue],
        gaps: [TimeSpan] = []
    ) -> (acoustics: Acoustics, quality: Quality) {
        if !pending.isEmpty {
            let rest = pending
            consume(hop: rest.span)
        }
        frames.finish()
        let durationMs = (sampleCount * 1_000 + Grid.sampleRate / 2) / Grid.sampleRate
        let track = frames.track
        let floor = NoiseFloor(track)
        let detector = SpeechDetector(track, floor: floor, durationMs: durationMs)
        let curve = levels.curve
        let finder = FilledPauseFinder(track, floor: floor, within: detector.speech)
        var acoustics = Acoustics(
            durationMs: durationMs,
            speech: detector.speech,
            silences: detector.silences,
            curveStepMs: Grid.curveStepMs,
            levelsDb: curve.map { (Double($0) * 10).rounded() / 10 },
            waveform: waveform.percentages,
            levelSpreadDb: LevelMeter.spread(of: loudness.levels, within: detector.speech),
            pitch: PitchSummary.pitch(track, within: detector.speech),
            syllableNucleiMs: SyllableFinder.nuclei(track, floor: floor, room: detector.room, within: detector.speech),
            filledPauses: finder.filledPauses(within: detector.speech),
            sonorants: finder.sonorants(within: detector.speech),
            pausesFilled: detector.pausesFilled
        )
        let evidence = QualityEvidence(
            durationMs: durationMs,
            speech: detector.speech,
            levels: SpeechLevels(track, detector),
            room: detector.room,
            loudnessLufs: loudness.integrated,
            clipping: clipping,
            offset: levels.offset(within: detector.silences),
            hum: hum.finding(within: detector.silences)
        )
        var quality = QualityJudge.judge(evidence, decodeIssues: decodeIssues)
        if !gaps.isEmpty {
            let timeline = GapTimeline(gaps)
            timeline.place(&acoustics, waveformStepMs: waveform.width * Grid.hopMs)
            // The decoder's own are placed already.
            for index in quality.issues.indices.dropFirst(decodeIssues.count) { timeline.place(&quality.issues[index]) }
        }
        return (acoustics, quality)
    }

    /// A whole frame, or the last one when it is shorter.
    private mutating func consume(hop: Span<Int16>) {
        let startMs = levels.frames * Grid.hopMs
        let peak = levels.consume(hop, raw: &raw, clean: &clean)
        waveform.append(peak)
        if peak >= ClippingMeter.fullScale {
            clipping.consume(hop, startMs: startMs)
        } else {
            clipping.skip()
        }
        // A span of a stored property borrows the whole struct; of a local it does not.
        let (raw, clean) = (raw, clean)
        loudness.consume(raw.span.extracting(0..<hop.count))
        hum.consume(clean.span)
        frames.consume(clean.span)
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes 16 kHz mono 16-bit samples as a WAV file with the classic 44-byte header. The file takes its name only when it is
/// complete; one that is given up leaves nothing behind.
struct WaveWriter: ~Copyable {
    private let descriptor: Int32
    /// Where the file is to be; nil when another process sees to that.
    private let file: URL?
    private var pending: [Int16] = []
    private var samples = 0
    private var complete = false

    /// The most samples a 32-bit size can state.
    private static let maxSamples = (Int(UInt32.max) - 44) / 2
    private static let batch = 16_384

    /// Where a file is until it is complete.
    static func draft(of file: URL) -> URL { URL(filePath: file.path + ".part") }

    /// Opens the draft of a file, empty.
    static func begin(_ file: URL) throws(AudioError) -> Int32 {
        let descriptor = unsafe open(draft(of: file).path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("opened") }
        return descriptor
    }

    /// Gives a draft of so many bytes, which another process wrote, its header and its name.
    static func complete(_ file: URL, _ descriptor: Int32, bytes: Int) throws(AudioError) {
        let header = header(samples: (bytes - 44) / 2)
        let written = unsafe header.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == header.count else { throw failure("written") }
        guard unsafe rename(draft(of: file).path, file.path) == 0 else { throw failure("completed") }
    }

    /// Removes the draft of a file.
    static func abandon(_ file: URL) { unsafe unlink(draft(of: file).path) }

    /// Starts a file.
    init(_ file: URL) throws(AudioError) {
        try self.init(descriptor: Self.begin(file), file: file)
    }

    /// Takes over an open draft; its process gives it its name.
    init(descriptor: Int32, file: URL? = nil) throws(AudioError) {
        self.descriptor = descriptor
        self.file = file
        pending.reserveCapacity(Self.batch)
        do {
            try write(Self.header(samples: 0))
        } catch {
            close(descriptor)
            if let file { Self.abandon(file) }
            throw error
        }
    }

    deinit {
        if !complete {
            close(descriptor)
            if let file { Self.abandon(file) }
        }
    }

    /// Appends samples.
    mutating func append(_ more: Span<Int16>) throws(AudioError) {
        guard more.count <= Self.maxSamples - samples else {
            throw AudioError(.unwritable, "The decoded audio is too long for a WAV file.")
        }
        samples += more.count
        for i in more.indices { pending.append(more[i]) }
        if pending.count >= Self.batch { try flush() }
    }

    /// Completes the header and gives the file its name.
    consuming func finish() throws(AudioError) {
        try flush()
        let header = Self.header(samples: samples)
        let written = unsafe header.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
        guard written == header.count else { throw Self.failure("written") }
        let closed = close(descriptor)
        complete = true
        guard let file else {
            guard closed == 0 else { throw Self.failure("completed") }
            return
        }
        guard closed == 0, unsafe rename(Self.draft(of: file).path, file.path) == 0 else {
            Self.abandon(file)
            throw Self.failure("completed")
        }
    }

    /// The 44 bytes before the samples: RIFF, `fmt ` with PCM, 1 channel, 16 kHz, 16 bits, `data`.
    static func header(samples: Int) -> [UInt8] {
        let bytes = UInt32(clamping: samples * 2)
        var header: [UInt8] = Array("RIFF".utf8)
        func little(_ value: UInt32, _ count: Int) {
            for i in 0..<count { header.append(UInt8(truncatingIfNeeded: value >> (8 * UInt32(i)))) }
        }
        little(bytes &+ 36, 4)
        header += Array("WAVEfmt ".utf8)
        little(16, 4)
        little(1, 2)
        little(1, 2)
        little(UInt32(Outlet.rate), 4)
        little(UInt32(Outlet.rate * 2), 4)
        little(2, 2)
        little(16, 2)
        header += Array("data".utf8)
        little(bytes, 4)
        return header
    }

    private mutating func flush() throws(AudioError) {
        #if _endian(big)
            for i in pending.indices { pending[i] = pending[i].littleEndian }
        #endif
        let descriptor = descriptor
        try unsafe pending.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
            try unsafe Self.write(raw, to: descriptor)
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func write(_ bytes: [UInt8]) throws(AudioError) {
        let descriptor = descriptor
        try unsafe bytes.span.bytes.withUnsafeBytes { (raw) throws(AudioError) in
            try unsafe Self.write(raw, to: descriptor)
        }
    }

    private static func write(_ raw: UnsafeRawBufferPointer, to descriptor: Int32) throws(AudioError) {
        var done = 0
        while done < raw.count {
            #if canImport(Glibc)
                let count = unsafe Glibc.write(descriptor, raw.baseAddress.map { unsafe $0 + done }, raw.count - done)
            #else
                let count = unsafe Darwin.write(descriptor, raw.baseAddress.map { unsafe $0 + done }, raw.count - done)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("written")
            }
            done += count
        }
    }

    private static func failure(_ what: String) -> AudioError {
        AudioError(.unwritable, "The decoded audio cannot be \(what).", context: ["errno": "\(errno)"])
    }
}
