/// The samples one `moof` box brings for a track, as Safari's recorder writes them: run after run, read as needed.
struct MP4Fragment {
    /// What a sample is when its run does not say (`trex`, then `tfhd`).
    struct Defaults {
        var duration = 0
        var size = 0
    }

    private struct Run {
        var samples: Int
        var table: MP4Table
        /// Where its bytes start; nil where the run before ends.
        var offset: Int?
        var defaults: Defaults
        var durationColumn: Int?
        var sizeColumn: Int?
        /// Ticks at which the first run of a track fragment starts.
        var time: Int?
    }

    private var runs: [Run] = []
    private var run = 0
    private var index = 0
    private var offset: Int
    /// Ticks at which the next sample plays.
    private(set) var time: Int

    private static let mostRuns = 4096

    /// Reads a `moof` box; `time` is where the fragment before ended, for one that does not say where it starts.
    init(
        _ source: inout ByteSource,
        _ box: MP4Box,
        track: Int,
        defaults: Defaults,
        time: Int
    ) throws(AudioError) {
        self.time = time
        offset = box.end
        var found: [Run] = []
        try box.forEachChild(&source) { (source, child) throws(AudioError) in
            guard child.kind == MP4.traf else { return }
            try Self.readTrack(&source, child, moof: box.start, track: track, defaults, into: &found)
        }
        runs = found
    }

    /// The next sample; nil behind the last.
    mutating func next(_ source: inout ByteSource) throws(AudioError) -> MP4Index.Sample? {
        while run < runs.count, index >= runs[run].samples {
            run += 1
            index = 0
        }
        guard run < runs.count else { return nil }
        if index == 0 {
            if let start = runs[run].offset { offset = start }
            if let start = runs[run].time { time = start }
        }
        var size = runs[run].defaults.size
        var duration = runs[run].defaults.duration
        if let column = runs[run].sizeColumn {
            size = try runs[run].table.value(index, column: column, &source) ?? 0
        }
        if let column = runs[run].durationColumn {
            duration = try runs[run].table.value(index, column: column, &source) ?? 0
        }
        let sample = MP4Index.Sample(offset: offset, size: size, time: time, duration: duration)
        index += 1
        offset &+= size
        time &+= duration
        return sample
    }

    private static func readTrack(
        _ source: inout ByteSource,
        _ box: MP4Box,
        moof: Int,
        track: Int,
        _ defaults: Defaults,
        into runs: inout [Run]
    ) throws(AudioError) {
        var defaults = defaults
        var base = moof
        var mine = false
        var time: Int?
        var found: [Run] = []
        try box.forEachChild(&source) { (source, child) throws(AudioError) in
            let version = try source.next() ?? 0
            let flags = Int(try source.bigEndian(3) ?? 0)
            switch child.kind {
            case MP4.tfhd:
                mine = try source.bigEndian(4).map(Int.init) == track
                if flags & 0x1 != 0 { base = Int(clamping: try source.bigEndian(8) ?? 0) }
                if flags & 0x2 != 0 { source.skip(4) }
                if flags & 0x8 != 0 { defaults.duration = Int(try source.bigEndian(4) ?? 0) }
                if flags & 0x10 != 0 { defaults.size = Int(try source.bigEndian(4) ?? 0) }
            case MP4.tfdt:
                time = Int(clamping: try source.bigEndian(version == 1 ? 8 : 4) ?? 0)
            case MP4.trun where found.count < mostRuns:
                var one = try readRun(&source, child, flags, base: base, defaults)
                if found.isEmpty { one.time = time }
                found.append(one)
            default: break
            }
        }
        if mine, runs.count < mostRuns { runs += found }
    }

    private static func readRun(
        _ source: inout ByteSource,
        _ box: MP4Box,
        _ flags: Int,
        base: Int,
        _ defaults: Defaults
    ) throws(AudioError) -> Run {
        let declared = try source.bigEndian(4) ?? 0
        var offset: Int?
        if flags & 0x1 != 0 {
            let relative = Int32(truncatingIfNeeded: try source.bigEndian(4) ?? 0)
            offset = max(0, base &+ Int(relative))
        }
        if flags & 0x4 != 0 { source.skip(4) }
        let columns = [0x100, 0x200, 0x400, 0x800].map { flags & $0 != 0 }
        let width = 4 * columns.filter { $0 }.count
        let table = MP4Table(start: source.position, end: box.end, declared: declared, width: max(1, width))
        return Run(
            samples: width > 0 ? table.count : Int(declared),
            table: table,
            offset: offset,
            defaults: defaults,
            durationColumn: columns[0] ? 0 : nil,
            sizeColumn: columns[1] ? (columns[0] ? 4 : 0) : nil,
            time: nil
        )
    }
}
