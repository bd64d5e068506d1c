/// A table of an MP4 file (sizes, offsets, durations): read through a window of 4 KiB, since it grows with the recording.
struct MP4Table {
    /// First byte of the first entry.
    let start: Int
    /// Entries that really are there.
    let count: Int
    /// Bytes in one entry.
    let width: Int

    private var bytes: [UInt8] = []
    private var first = 0
    private var loaded = 0

    private static let windowBytes = 4096

    /// No entries.
    init() { (start, count, width) = (0, 0, 1) }

    /// A table of so many entries by its own account, cut to what the box holds.
    init(start: Int, end: Int, declared: UInt64, width: Int) {
        self.start = start
        self.width = width
        count = min(Int(clamping: declared), max(0, end - start) / width)
    }

    /// The big-endian number of `size` bytes at `column` of an entry; nil behind the last entry.
    mutating func value(
        _ index: Int,
        column: Int = 0,
        size: Int = 4,
        _ source: inout ByteSource
    ) throws(AudioError) -> Int? {
        guard index >= 0, index < count else { return nil }
        if index < first || index >= first + loaded {
            let wanted = min(count - index, max(1, Self.windowBytes / width))
            source.seek(to: start + index * width)
            loaded = try source.read(wanted * width, into: &bytes) / width
            first = index
            guard loaded > 0 else { return nil }
        }
        let place = (index - first) * width + column
        var value: UInt64 = 0
        for byte in bytes[place..<(place + size)] { value = value << 8 | UInt64(byte) }
        return Int(clamping: value)
    }
}
