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
