// Compiled into the Audio module by Fuzz/run, so that it reaches the parsers themselves.
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What is fuzzed in this run, by the environment variable FUZZ_TARGET: `webm`, `mp4`, `ogg`, `wave`, or `decode` for a whole file.
private let target = unsafe getenv("FUZZ_TARGET").map { unsafe String(cString: $0) } ?? "decode"

/// libFuzzer's entry: bytes that may be anything must give a result or an ``AudioError``.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
    do throws(AudioError) {
        switch target {
        case "webm": try fuzzWebM(bytes)
        case "mp4": try fuzzMP4(bytes)
        case "ogg": try fuzzOgg(bytes)
        case "wave": try fuzzWave(bytes)
        default: try fuzzDecoder(bytes)
        }
    } catch {
        precondition(!error.message.isEmpty)
    }
    return 0
}

private func fuzzWebM(_ bytes: [UInt8]) throws(AudioError) {
    var demuxer = try WebMDemuxer(ByteSource(bytes: bytes))
    var total = 0
    while let packet = try demuxer.next() {
        for frame in packet.frames { total += packet.bytes[frame].count }
        // Every byte belongs to one frame at most.
        precondition(total <= bytes.count)
        demuxer.recycle(packet.bytes)
    }
}

private func fuzzMP4(_ bytes: [UInt8]) throws(AudioError) {
    var demuxer = try MP4Demuxer(ByteSource(bytes: bytes))
    _ = try demuxer.head.opusHead()
    var total = 0
    while let packet = try demuxer.next() {
        total += packet.bytes.count
        precondition(!packet.bytes.isEmpty && total <= bytes.count)
    }
}

private func fuzzOgg(_ bytes: [UInt8]) throws(AudioError) {
    _ = OggHeads.codecs(bytes)
    var pages = OggPages(ByteSource(bytes: bytes))
    var packets: [UInt8] = []
    while let page = try pages.next() {
        if page.isFirst { pages.follow(page.serial) }
        for range in pages.packets(into: &packets).ranges { precondition(range.upperBound <= packets.count) }
    }
}

private func fuzzWave(_ bytes: [UInt8]) throws(AudioError) {
    var source = ByteSource(bytes: bytes)
    let header = try WaveHeader(reading: &source)
    precondition(header.dataStart <= bytes.count && header.dataBytes <= bytes.count - header.dataStart)
}

private func fuzzDecoder(_ bytes: [UInt8]) throws(AudioError) {
    var count = 0
    let decoder = AudioDecoder(settings: AudioSettings(maxDurationMs: 3000))
    let decoded = try decoder.decode(ByteSource(bytes: bytes)) { (samples) throws(AudioError) in count += samples.count
    }
    precondition(decoded.samples == count && count <= 48_000)
}
