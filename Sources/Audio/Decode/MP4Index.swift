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
