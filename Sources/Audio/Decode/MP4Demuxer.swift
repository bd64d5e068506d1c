import Core

/// Takes the Opus packets out of an MP4 file, in memory that does not grow with it: the index in front or at the end, and
/// fragments, which is what Safari's recorder writes.
struct MP4Demuxer: ~Copyable {
    /// One packet.
    struct Packet {
        /// Nanoseconds; nil when the file's clock is beyond all sense.
        var time: Int?
        var bytes: [UInt8]
    }

    /// What the index says.
    let head: MP4Head
    /// Whether the file ends before a box or a packet does.
    private(set) var truncated = false
    /// Where another finished file stands behind this one; known when the last packet was read.
    private(set) var sequel: Int?
    /// Packets left out because their place or size made no sense.
    private(set) var unreadable = 0
    /// What reading cost so far.
    var work = WorkBound()

    private var source: ByteSource
    private var index: MP4Index
    private var fragment: MP4Fragment?
    /// Where the next box of the file starts.
    private var place = 0
    /// Bytes of packets so far: each byte of a file belongs to one packet at most.
    private var claimed = 0
    private var isIndexDone = false
    /// Where the index ends.
    private var headEnd = 0

    /// A packet beyond this is taken for damage: 255 streams of the longest Opus frames stay below.
    private static let longestPacket = 1 << 18
    /// Reads the index of a file and takes the decodable audio track of this number.
    init(_ source: consuming ByteSource, choosing number: Int = 0) throws(AudioError) {
        self.source = source
        var found: MP4Head?
        // Whether there are the boxes of a recording, and whether there are others than those in front of one.
        var (media, foreign) = (false, false)
        var place = 0
        while found == nil, !work.isSpent, self.source.reaches(1, behind: place) {
            self.source.seek(to: place)
            guard let box = try MP4Box.read(&self.source) else { break }
            if box.kind == MP4.moov { found = try MP4Head(&self.source, box, choosing: number) }
            if box.kind == MP4.mdat || box.kind == MP4.moof { media = true }
            if !MP4.preamble.contains(box.kind) { foreign = true }
            place = box.end
            work.step()
            work.reach(byte: place)
        }
        guard let found else { throw Self.missingIndex(media: media, foreign: foreign) }
        head = found
        headEnd = place
        index = MP4Index(found.track)
    }

    private static func missingIndex(media: Bool, foreign: Bool) -> AudioError {
        if media {
            return AudioError(
                .malformed,
                "The MP4 file has no index (moov): the recording was cut off before it was finished. Record again."
            )
        }
        if foreign {
            return AudioError(
                .unsupportedContainer,
                "This is an MP4 file without a recording in it. \(AudioError.advice)"
            )
        }
        return AudioError(
            .malformed,
            "Only the first bytes of the MP4 file are there: it was cut off before its sound. Upload the whole file again."
        )
    }

    /// The next packet; nil at the end. `spare` is taken for its bytes.
    mutating func next(reusing spare: consuming [UInt8] = []) throws(AudioError) -> Packet? {
        var bytes = spare
        while !work.isSpent, let sample = try nextSample() {
            work.step()
            guard sample.size > 0, sample.size <= Self.longestPacket, sample.offset >= 0,
                source.reaches(sample.size, behind: claimed)
            else {
                unreadable += 1
                work.damage()
                continue
            }
            guard source.reaches(sample.size, behind: sample.offset) else {
                // What lies behind the end of the file was cut off; a place far out of it is no place.
                truncated = true
                return nil
            }
            source.seek(to: sample.offset)
            let count = try source.read(sample.size, into: &bytes)
            bytes.removeLast(bytes.count - count)
            claimed += count
            work.pass(bytes: count)
            return Packet(time: nanoseconds(sample.time), bytes: bytes)
        }
        if work.isSpent { truncated = true }
        return nil
    }

    private func nanoseconds(_ ticks: Int) -> Int? {
        let clock = head.track.timescale
        guard ticks >= 0, clock > 0, ticks / clock < 1_000_000_000 else { return nil }
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: clock)
        return seconds * 1_000_000_000 + rest * 1_000_000_000 / clock
    }

    private mutating func nextSample() throws(AudioError) -> MP4Index.Sample? {
        if !isIndexDone {
            if let sample = try index.next(&source) { return sample }
            isIndexDone = true
        }
        while true {
            if let sample = try fragment?.next(&source) { return sample }
            guard try nextFragment() else { return nil }
        }
    }

    /// Goes on to the next `moof` box.
    private mutating func nextFragment() throws(AudioError) -> Bool {
        let time = fragment?.time ?? 0
        while !work.isSpent, source.reaches(1, behind: place) {
            source.seek(to: place)
            guard let box = try MP4Box.read(&source) else {
                truncated = truncated || head.isFragmented
                break
            }
            work.step()
            if box.kind == MP4.ftyp, box.start >= headEnd {
                sequel = box.start
                break
            }
            place = box.end
            if box.isCut { truncated = true }
            if box.kind == MP4.moof {
                fragment = try MP4Fragment(
                    &source,
                    box,
                    track: head.track.id,
                    defaults: head.defaults,
                    time: time
                )
                return true
            }
        }
        fragment = nil
        place = source.size
        return false
    }
}

/// Walks the samples of a track's own index: sizes, chunks and durations side by side, each read as it is needed.
struct MP4Index {
    /// Where a sample lies and when it plays.
    struct Sample {
        var offset: Int
        var size: Int
        /// Ticks of the track's clock.
        var time: Int
        /// Ticks the file gives it; 0 when it does not say.
        var duration: Int
    }

    private var track: MP4Track
    private var index = 0
    private var chunk = -1
    private var leftInChunk = 0
    private var offset = 0
    private var run = -1
    private var perChunk = 0
    private var nextRunChunk = 0
    private var stretch = -1
    private var leftInStretch = 0
    private var duration = 0
    private var time = 0

    /// The index of a track.
    init(_ track: MP4Track) { self.track = track }

    /// The next sample; nil behind the last, or where the tables contradict each other.
    mutating func next(_ source: inout ByteSource) throws(AudioError) -> Sample? {
        guard index < track.sampleCount else { return nil }
        while leftInChunk == 0 {
            guard try enterChunk(&source) else { return nil }
        }
        let size = track.commonSize > 0 ? track.commonSize : try track.sizes.value(index, &source) ?? 0
        if leftInStretch == 0 { try enterStretch(&source) }
        let sample = Sample(offset: offset, size: size, time: time, duration: duration)
        index += 1
        leftInChunk -= 1
        leftInStretch = max(0, leftInStretch - 1)
        offset &+= size
        time &+= duration
        return sample
    }

    private mutating func enterChunk(_ source: inout ByteSource) throws(AudioError) -> Bool {
        chunk += 1
        guard let start = try track.chunks.value(chunk, size: track.chunks.width, &source) else { return false }
        offset = start
        // Chunks are counted from one in the table of runs.
        while chunk + 1 >= nextRunChunk {
            guard let samples = try track.runs.value(run + 1, column: 4, &source) else {
                if run < 0 { return false }
                nextRunChunk = .max
                break
            }
            run += 1
            perChunk = samples
            nextRunChunk = try track.runs.value(run + 1, &source) ?? .max
        }
        leftInChunk = perChunk
        return true
    }

    private mutating func enterStretch(_ source: inout ByteSource) throws(AudioError) {
        stretch += 1
        guard let count = try track.durations.value(stretch, &source),
            let length = try track.durations.value(stretch, column: 4, &source)
        else {
            leftInStretch = .max
            duration = 0
            return
        }
        leftInStretch = max(1, count)
        duration = length
    }
}
