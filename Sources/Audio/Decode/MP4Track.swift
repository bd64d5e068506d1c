/// An audio track of an MP4 file: how it is coded, and where its index lies.
struct MP4Track {
    /// The number fragments name it by.
    var id = 0
    /// `soun`, `vide`, …
    var handler: UInt32 = 0
    /// Ticks a second of the track's clock.
    var timescale = 0
    /// The codec's box, e.g. `Opus`; 0 without one.
    var codec: UInt32 = 0
    /// Channels as the sample entry declares them.
    var channels = 0
    /// Rate in hertz as the sample entry declares it.
    var rate = 0
    /// The content of `dOps`.
    var opusHeader: [UInt8] = []
    /// Where playing starts, in ticks; nil without an edit list.
    var mediaStart: Int?
    /// How long it goes on, in ticks of the whole file's clock; nil or 0 when the edit list leaves that open.
    var playedTicks: Int?
    /// Edits that play something.
    var edits = 0

    /// Sizes of samples, or none when they all have ``commonSize``.
    var sizes = MP4Table()
    /// The size of all samples; 0 when ``sizes`` has them.
    var commonSize = 0
    /// Samples in the file's own index; fragments bring more.
    var sampleCount = 0
    /// Offsets of chunks.
    var chunks = MP4Table()
    /// How many samples chunks have.
    var runs = MP4Table()
    /// How long samples last.
    var durations = MP4Table()

    /// Reads a `trak` box.
    static func read(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) -> MP4Track {
        var track = MP4Track()
        try track.take(&source, box, depth: 0)
        return track
    }

    private mutating func take(_ source: inout ByteSource, _ box: MP4Box, depth: Int) throws(AudioError) {
        guard depth < 6 else { return }
        var track = self
        try box.forEachChild(&source) { (source, child) throws(AudioError) in
            switch child.kind {
            case MP4.edts, MP4.mdia, MP4.minf, MP4.stbl: try track.take(&source, child, depth: depth + 1)
            case MP4.tkhd: try track.readHeader(&source, child)
            case MP4.mdhd: try track.readClock(&source, child)
            // QuickTime has a second one beside the samples' index, for where the data lies.
            case MP4.hdlr where box.kind == MP4.mdia && track.handler == 0:
                source.seek(to: child.content + 8)
                track.handler = UInt32(clamping: try source.bigEndian(4) ?? 0)
            case MP4.elst: try track.readEdits(&source, child)
            case MP4.stsd: try track.readEntry(&source, child)
            case MP4.stsz, MP4.stco, MP4.co64, MP4.stsc, MP4.stts: try track.readTable(&source, child)
            default: break
            }
        }
        self = track
    }

    private mutating func readHeader(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) {
        let version = try source.next() ?? 0
        source.seek(to: box.content + (version == 1 ? 20 : 12))
        id = Int(try source.bigEndian(4) ?? 0)
    }

    private mutating func readClock(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) {
        let version = try source.next() ?? 0
        source.seek(to: box.content + (version == 1 ? 20 : 12))
        timescale = Int(try source.bigEndian(4) ?? 0)
    }

    private mutating func readEdits(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) {
        let long = try source.next() == 1
        source.seek(to: box.content + 4)
        let declared = try source.bigEndian(4) ?? 0
        let width = long ? 20 : 12
        var table = MP4Table(start: box.content + 8, end: box.end, declared: declared, width: width)
        for index in 0..<min(table.count, 64) {
            let size = long ? 8 : 4
            guard let length = try table.value(index, size: size, &source),
                let start = try table.value(index, column: size, size: size, &source)
            else { return }
            // A start of −1 is an empty edit: silence in front, which a speaker did not say anything in.
            if start >= (long ? Int.max : 0xFFFF_FFFF) { continue }
            edits += 1
            if edits == 1 { (mediaStart, playedTicks) = (start, length) }
        }
    }

    private mutating func readEntry(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) {
        source.seek(to: box.content + 8)
        guard let entry = try MP4Box.read(&source, before: box.end) else { return }
        codec = entry.kind
        source.seek(to: entry.content + 8)
        let version = Int(try source.bigEndian(2) ?? 0)
        source.seek(to: entry.content + 16)
        channels = Int(try source.bigEndian(2) ?? 0)
        source.seek(to: entry.content + 24)
        rate = Int(try source.bigEndian(2) ?? 0)
        // QuickTime's versions 1 and 2 put fields of their own between the entry and its boxes.
        var header: [UInt8] = []
        try entry.forEachChild(&source, skipping: 28 + (version == 1 ? 16 : version == 2 ? 36 : 0)) {
            (source, child) throws(AudioError) in
            guard child.kind == MP4.dOps, child.end - child.content <= 4096 else { return }
            source.seek(to: child.content)
            header.removeAll()
            let count = try source.read(child.end - child.content, into: &header)
            header.removeLast(header.count - count)
        }
        opusHeader = header
    }

    private mutating func readTable(_ source: inout ByteSource, _ box: MP4Box) throws(AudioError) {
        source.seek(to: box.content + 4)
        guard let first = try source.bigEndian(4) else { return }
        func table(_ width: Int, at offset: Int = 8, declared: UInt64) -> MP4Table {
            MP4Table(start: box.content + offset, end: box.end, declared: declared, width: width)
        }
        switch box.kind {
        case MP4.stsz:
            let declared = try source.bigEndian(4) ?? 0
            commonSize = Int(first)
            sizes = first == 0 ? table(4, at: 12, declared: declared) : MP4Table()
            sampleCount = first == 0 ? sizes.count : Int(declared)
        case MP4.stco: chunks = table(4, declared: first)
        case MP4.co64: chunks = table(8, declared: first)
        case MP4.stsc: runs = table(12, declared: first)
        default: durations = table(8, declared: first)
        }
    }
}

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
