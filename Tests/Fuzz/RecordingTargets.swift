// Compiled into the Audio module by Tests/Fuzz/run, so that it reaches the parsers themselves.
import COgg
import Core
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is fuzzed in this run, by the environment variable FUZZ_TARGET: `webm`, `mp4`, `ogg`, `wave`, `mp3`, `flac`, or `decode` for a whole file.
private let target = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "decode"

/// libFuzzer's entry: bytes that may be anything must give a result or an ``AudioError``, and the same one from a file as from memory.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    switch target {
    case "webm": check(bytes, readWebM)
    case "mp4": check(bytes, readMP4)
    case "ogg":
        check(bytes, readOgg)
        // A changed byte makes a page's checksum wrong, and libogg drops the page: with the right one it comes through.
        check(withRightChecksums(bytes), readOgg)
    case "wave": check(bytes, readWave)
    case "mp3": check(bytes, readMPEG)
    case "flac": check(bytes, readFLAC)
    default: check(bytes, decode)
    }
    return 0
}

/// What a parser made of its bytes, in one number.
private typealias Reader = (consuming ByteSource, _ size: Int, inout Hasher) throws(AudioError) -> Void

private func check(_ bytes: [UInt8], _ reader: Reader) {
    let fromMemory = outcome(ByteSource(bytes: bytes), bytes.count, reader)
    // A file comes through a window that moves; once in four, since files cost time.
    guard bytes.count % 4 == 1 else { return }
    let place = file(bytes)
    guard let whole = try? ByteSource(file: place) else { return }
    let fromFile = outcome(whole, bytes.count, reader)
    precondition(fromFile == fromMemory, "a file gives something else than its bytes")
    let arrival = Arrival()
    arrival.grow(to: bytes.count)
    arrival.end()
    guard let arriving = try? ByteSource(file: place, arrival: arrival) else { return }
    let fromArrival = outcome(arriving, bytes.count, reader)
    precondition(fromArrival == fromMemory, "a file that arrived gives something else")
}

private func outcome(_ source: consuming ByteSource, _ size: Int, _ reader: Reader) -> Int {
    var hasher = Hasher()
    do throws(AudioError) {
        try reader(source, size, &hasher)
    } catch {
        precondition(!error.message.isEmpty)
        hasher.combine(error.code)
        hasher.combine(error.message)
    }
    return hasher.finalize()
}

/// A file without a name, written anew each time.
private let nameless: CInt = {
    let path = "/dev/shm/debrief-fuzz.\(getpid())"
    let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    unsafe unlink(path)
    return descriptor
}()

private func file(_ bytes: [UInt8]) -> URL {
    precondition(ftruncate(nameless, off_t(bytes.count)) == 0)
    precondition(unsafe bytes.withUnsafeBytes { unsafe pwrite(nameless, $0.baseAddress, $0.count, 0) } == bytes.count)
    return URL(filePath: "/proc/self/fd/\(nameless)")
}

private func readWebM(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var demuxer = try WebMDemuxer(source)
    guard let track = demuxer.track else { return }
    precondition((1...127).contains(track.number) && track.type == 2 && !track.encrypted)
    hasher.combine(track)
    var total = 0
    while let packet = try demuxer.next() {
        var end = 0
        for frame in packet.frames {
            // Frames lie one behind the other, within what was read for their block.
            precondition(frame.lowerBound >= end && frame.upperBound <= packet.bytes.count)
            end = frame.upperBound
            total += frame.count
            hasher.combine(packet.bytes[frame])
        }
        // Every byte of a file belongs to one frame at most.
        precondition(total <= size)
        hasher.combine(packet.time)
        hasher.combine(packet.discard)
        demuxer.recycle(packet.bytes)
    }
    precondition(demuxer.damaged <= WorkBound.mostDamage + 1)
    hasher.combine(demuxer.truncated)
    hasher.combine(demuxer.damaged)
}

private func readMP4(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var demuxer = try MP4Demuxer(source)
    // A track whose Opus header is broken is refused by the decoder; its packets are read all the same here.
    do { hasher.combine(try demuxer.head.opusHead()) } catch { hasher.combine(error.message) }
    precondition((demuxer.head.length ?? 0) >= 0)
    var (total, spare) = (0, [UInt8]())
    while let packet = try demuxer.next(reusing: spare) {
        total += packet.bytes.count
        precondition(!packet.bytes.isEmpty && total <= size && (packet.time ?? 0) >= 0)
        hasher.combine(packet.bytes)
        hasher.combine(packet.time)
        spare = packet.bytes
    }
    hasher.combine(demuxer.truncated)
    hasher.combine(demuxer.unreadable)
    hasher.combine(demuxer.sequel)
}

private func readMPEG(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var frames = MPEGFrames(source, from: 0)
    var total = 0
    while let piece = try frames.next() {
        guard case .frame(let header) = piece else {
            hasher.combine(0)
            continue
        }
        precondition(frames.frame.count == header.length && header.length <= MPEGHeader.longest)
        total += header.length
        // Every byte of a file belongs to one frame at most.
        precondition(total <= size)
        hasher.combine(frames.frame)
        hasher.combine(MPEGInfo(frames.frame, header))
        hasher.combine(header.isIndependent(frames.frame))
    }
    hasher.combine(frames.endsInFrame)
}

private func readFLAC(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    let stream = try FLACStream(source, from: 0)
    var budget = 200
    while budget > 0, let frame = try stream.next() {
        budget -= 1
        precondition(stream.samples.count == frame.count * frame.channels)
        hasher.combine(frame)
    }
    hasher.combine(stream.stated)
}

private func readOgg(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var source = source
    var start: [UInt8] = []
    _ = try source.read(4096, into: &start)
    let (codecs, isWhole) = OggHeads.codecs(start)
    for codec in codecs { hasher.combine(codec) }
    hasher.combine(isWhole)
    var pages = OggPages(source)
    var packets: [UInt8] = []
    var (heads, total) = (0, 0)
    while let page = try pages.next() {
        heads += 27
        if page.isFirst { pages.follow(page.serial) }
        if OggHeads.Codec(packet: page.head) == .opus { hasher.combine(try? OpusHead(page.head)) }
        let found = pages.packets(into: &packets)
        var end = 0
        for range in found.ranges {
            precondition(range.lowerBound == end && range.upperBound <= packets.count)
            end = range.upperBound
            // A packet holds 2.5 to 120 ms.
            if let samples = OpusVoice.samples(in: packets[range].span) { precondition((120...5760).contains(samples)) }
        }
        total += packets.count
        // Every byte of a file belongs to one page's head or to one packet at most.
        precondition(end == packets.count && heads + total <= size)
        hasher.combine(packets)
        hasher.combine(page.granule)
        hasher.combine(found.hole)
    }
    hasher.combine(pages.endsInJunk)
    hasher.combine(pages.endsInPage)
}

/// The same bytes, with the checksum of each page made right.
private func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var at = 0
    while at + 27 <= bytes.count {
        let body = at + 27 + Int(bytes[at + 26])
        guard bytes[at..<at + 4].elementsEqual("OggS".utf8), body <= bytes.count else {
            at += 1
            continue
        }
        let end = body + bytes[at + 27..<body].reduce(0) { $0 + Int($1) }
        guard end <= bytes.count else {
            at += 1
            continue
        }
        unsafe bytes.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var page = unsafe ogg_page()
            unsafe page.header = base + at
            unsafe page.header_len = body - at
            unsafe page.body = base + body
            unsafe page.body_len = end - body
            unsafe ogg_page_checksum_set(&page)
        }
        at = end
    }
    return bytes
}

private func readWave(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var source = source
    let header = try WaveHeader(reading: &source)
    precondition(header.dataStart >= 20 && header.dataStart <= size && (header.dataBytes ?? 0) >= 0)
    let end = header.dataStart + min(header.dataBytes ?? size, size - header.dataStart)
    hasher.combine(header)
    // What lies behind the samples changes nothing: without it they are the same, unless what they are stood there.
    source.seek(to: 0)
    var front: [UInt8] = []
    let count = try source.read(end, into: &front)
    var cut = ByteSource(bytes: Array(front[..<count]))
    guard let again = try? WaveHeader(reading: &cut) else { return }
    precondition(again.dataStart != header.dataStart || again.dataBytes == header.dataBytes)
}

private func decode(_ source: consuming ByteSource, _ size: Int, _ hasher: inout Hasher) throws(AudioError) {
    var (count, sum) = (0, 0)
    let decoder = AudioDecoder(settings: AudioSettings(maxDurationMs: 3000))
    let decoded = try decoder.decode(source) { (samples) throws(AudioError) in
        count += samples.count
        for index in samples.indices { sum &+= Int(samples[index]) &* (index &+ 1) }
    }
    precondition(decoded.samples == count && count <= 48_000)
    hasher.combine(count)
    hasher.combine(sum)
}
