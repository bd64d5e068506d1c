import Core
import Foundation
import Model
import Testing

@testable import Audio

/// Files that are made to cost: what they cost is bounded by what they hold.
@Suite(.timeLimit(.minutes(5)))
struct WorkTests {
    private static let many = 1 << 18

    @Test func `pages that never become one are given up soon`() throws {
        let junk = Array(repeatElement(Array("OggS".utf8), count: Self.many).joined())
        var pages = OggPages(ByteSource(bytes: junk))
        while try pages.next() != nil {}
        let (work, endsInJunk) = (pages.work, pages.endsInJunk)
        #expect(work.isSpent && endsInJunk)
        #expect(work.steps <= WorkBound.free + junk.count / WorkBound.bytesPerStep + 1)
    }

    @Test(.enabled(if: Tool.ffmpeg.isThere))
    func `a recording with garbage behind it is heard, and says so`() throws {
        let speech = try #require(try OpusSpeech.make())
        let junk = Array(repeatElement(Array("OggS".utf8), count: Self.many).joined())
        let (decoded, samples) = try Material.decode(speech.ogg + junk)
        #expect(samples.count == speech.samples.count)
        #expect(decoded.issues.map(\.code).contains("damaged"))
    }

    @Test func `fragments of one-byte samples that are no packets end at the bound of damage`() throws {
        var file = MP4Builder(packets: [[UInt8]](repeating: [0xFB], count: 20_000), layout: .fragments)
        file.perChunk = 10_000
        let bytes = file.bytes()
        var demuxer = try MP4Demuxer(ByteSource(bytes: bytes))
        var taken = 0
        while let packet = try demuxer.next() {
            taken += 1
            if OpusVoice.samples(in: packet.bytes.span) == nil { demuxer.work.damage() }
        }
        #expect(taken == WorkBound.mostDamage + 1)
        let isTruncated = demuxer.truncated
        #expect(isTruncated)
        #expect(Material.refusal(bytes)?.kind == .malformed)
    }

    @Test func `sound that is decoded and thrown away ends, too`() throws {
        // Every packet is dropped by its padding: nothing comes out, however long the file.
        var file = WebMBuilder()
        for cluster in 0..<400 {
            file.cluster(at: 0, (0..<100).map { file.group([[0xF8]], ms: cluster + $0, discard: 20_000_000) })
        }
        var demuxer = try WebMDemuxer(ByteSource(bytes: file.bytes()))
        var taken = 0
        while let packet = try demuxer.next() {
            taken += 1
            demuxer.work.decode(960 * packet.frames.count)
        }
        #expect(taken > 1_000 && taken < 40_000)
        let isTruncated = demuxer.truncated
        #expect(isTruncated)
    }

    @Test func `MP3 heads without frames, and tags without end, are given up`() throws {
        for unit in [[0xFF, 0xFB, 0x90, 0x00], Array("ID3\u{4}\0\0\0\0\0\0".utf8), Array("APE".utf8)] as [[UInt8]] {
            let bytes = Array(repeatElement(unit, count: Self.many).joined())
            var frames = MPEGFrames(ByteSource(bytes: bytes), from: 0)
            while try frames.next() != nil {}
            let work = frames.work
            #expect(work.steps <= WorkBound.free + bytes.count / WorkBound.bytesPerStep + 2)
        }
    }
}

@Suite(.timeLimit(.minutes(5)))
struct GapTimelineTests {
    private let timeline = GapTimeline([TimeSpan(startMs: 1_000, endMs: 5_000), TimeSpan(startMs: 7_000, endMs: 7_500)])

    @Test func `times move behind the gaps in front of them`() {
        #expect(timeline.place(500) == 500)
        #expect(timeline.place(1_000) == 5_000)
        #expect(timeline.place(1_000, isEnd: true) == 1_000)
        #expect(timeline.place(2_999) == 6_999)
        #expect(timeline.place(3_000) == 7_500)
        #expect(timeline.place(3_000, isEnd: true) == 7_000)
    }

    @Test func `a stretch across gaps is parted, and keeps its length`() {
        let parts = timeline.parts(TimeSpan(startMs: 200, endMs: 3_200))
        #expect(
            parts == [
                TimeSpan(startMs: 200, endMs: 1_000), TimeSpan(startMs: 5_000, endMs: 7_000),
                TimeSpan(startMs: 7_500, endMs: 7_700),
            ]
        )
        #expect(parts.reduce(0) { $0 + $1.durationMs } == 3_000)
        #expect(timeline.parts(TimeSpan(startMs: 0, endMs: 1_000)) == [TimeSpan(startMs: 0, endMs: 1_000)])
    }

    @Test func `what is measured with gaps is what is measured without them, at other times`() {
        let speech = Signals.samples(Signals.babble(6))
        var plain = AcousticMeter()
        plain.consume(speech.span)
        let whole = plain.finish(decodeIssues: [])
        let log = GapLog()
        log.add(64_000, at: 32_000)
        var filled = speech
        filled.insert(contentsOf: [Int16](repeating: 0, count: 64_000), at: 32_000)
        var (meter, filter) = (AcousticMeter(), GapFilter())
        for start in stride(from: 0, to: filled.count, by: 777) {
            filter.pass(filled.span.extracting(start..<min(filled.count, start + 777)), without: log) {
                meter.consume($0)
            }
        }
        let gap = TimeSpan(startMs: 2_000, endMs: 6_000)
        let (acoustics, quality) = meter.finish(decodeIssues: [], gaps: [gap])
        #expect(acoustics.durationMs == whole.acoustics.durationMs + 4_000)
        #expect(acoustics.speechMs == whole.acoustics.speechMs)
        #expect(quality.loudnessLufs == whole.quality.loudnessLufs && quality.verdict == whole.quality.verdict)
        #expect(acoustics.gaps == [gap])
        #expect((acoustics.speech + acoustics.silences).allSatisfy { $0.overlapMs(with: gap) == 0 })
        #expect(acoustics.levelsDb.count == whole.acoustics.levelsDb.count + 40)
        #expect(acoustics.levelsDb[20..<60].allSatisfy { $0 == -100 })
        #expect(Array(acoustics.levelsDb[60...]) == Array(whole.acoustics.levelsDb[20...]))
        #expect(acoustics.waveform.count == whole.acoustics.waveform.count + 400)
        #expect(acoustics.heardMs(in: TimeSpan(startMs: 1_500, endMs: 6_500)) == 1_000)
    }
}
