import Foundation
import Model
import Testing

@testable import Audio

@Suite(.timeLimit(.minutes(2))) struct ClipCutterTests {
    /// Four seconds whose sample `i` is a known function of `i`, as a file that goes when this does.
    private func recording() throws -> URL {
        let file = FileManager.default.temporaryDirectory.appending(path: "cutter-\(UUID().uuidString).wav")
        var bytes = WaveWriter.header(samples: 64_000)
        for i in 0..<64_000 {
            let bits = UInt16(bitPattern: Self.sample(i))
            bytes += [UInt8(bits & 255), UInt8(bits >> 8)]
        }
        try Data(bytes).write(to: file)
        return file
    }

    private static func sample(_ i: Int) -> Int16 { Int16(truncatingIfNeeded: (i &* 7_919) % 20_011 - 10_000) }

    private func cut(_ spans: [TimeSpan]) throws -> [Int: [UInt8]] {
        let file = try recording()
        defer { try? FileManager.default.removeItem(at: file) }
        var clips: [Int: [UInt8]] = [:]
        try ClipCutter().cut(file, spans) { index, wav in clips[index] = wav }
        return clips
    }

    @Test func `each clip is exactly its samples, overlapping ones too`() throws {
        let spans = [(0, 50), (20, 1_020), (900, 2_000), (3_000, 3_001)].map { TimeSpan(startMs: $0, endMs: $1) }
        let clips = try cut(spans)
        #expect(clips.count == 4)
        for (index, span) in spans.enumerated() {
            let wav = try #require(clips[index])
            let (_, samples) = try decoded(wav)
            #expect(samples == (span.startMs * 16..<span.endMs * 16).map(Self.sample))
        }
    }

    private func decoded(_ wav: [UInt8]) throws -> (Int, [Int16]) {
        let body = wav.dropFirst(44)
        #expect(Array(wav.prefix(44)) == WaveWriter.header(samples: body.count / 2))
        let bytes = Array(body)
        return (
            bytes.count,
            stride(from: 0, to: bytes.count, by: 2).map {
                Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
            }
        )
    }

    @Test func `what lies beyond the end is left out`() throws {
        let clips = try cut([TimeSpan(startMs: 3_900, endMs: 5_000), TimeSpan(startMs: 7_000, endMs: 7_100)])
        #expect(clips[0]?.count == 44 + 2 * 1_600)
        #expect(clips[1] == nil)
        #expect(try cut([]).isEmpty)
    }

    @Test func `a file that cannot be decoded is refused as ever`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "cutter-\(UUID().uuidString).wav")
        try Data("no sound at all".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: AudioError.self) { try ClipCutter().cut(file, [TimeSpan(startMs: 0, endMs: 10)]) { _, _ in } }
    }
}
