/// The frames of a recording, in chunks so that growing never holds two copies: 16 bytes per 10 ms, 5.8 MB an hour.
struct FrameTrack {
    private static let chunk = 4_096
    private var chunks: [[Frame]] = []

    /// How many frames there are.
    private(set) var count = 0

    /// Adds a frame.
    mutating func append(_ frame: Frame) {
        if count % FrameTrack.chunk == 0 {
            var fresh: [Frame] = []
            fresh.reserveCapacity(FrameTrack.chunk)
            chunks.append(fresh)
        }
        chunks[chunks.count - 1].append(frame)
        count += 1
    }

    /// The frame at an index below ``count``.
    subscript(index: Int) -> Frame {
        get { chunks[index / FrameTrack.chunk][index % FrameTrack.chunk] }
        set { chunks[index / FrameTrack.chunk][index % FrameTrack.chunk] = newValue }
    }

    /// All indices.
    var indices: Range<Int> { 0..<count }
}
