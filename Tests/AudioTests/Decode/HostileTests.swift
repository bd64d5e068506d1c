import Core
import Foundation
import Testing

@testable import Audio
@testable import Model

@Suite(.timeLimit(.minutes(5)), .enabled(if: Material.hostile != nil))
struct HostileTests {
    @Test(arguments: Material.manifest(Material.hostile))
    func `every hostile file meets its expectation`(row: [String: String]) throws {
        let folder = try #require(Material.hostile)
        let expected = row["expect"] ?? ""
        let clock = ContinuousClock()
        let start = clock.now
        do throws(AudioError) {
            var count = 0
            let decoded = try AudioDecoder().decode(folder.appending(path: row["file"] ?? "")) { count += $0.count }
            #expect(expected.contains("accept"), "\(decoded)")
            #expect(decoded.samples == count)
            if expected.contains("1.0 s") || expected.contains("0.99 s") {
                #expect(abs(decoded.recording.durationMs - 1000) <= 20)
            }
            if row["file"] == "webm_tc_gap_10h.webm" { #expect(decoded.recording.durationMs < 2000) }
        } catch {
            if expected.hasPrefix("accept"), !expected.contains("reject") {
                Issue.record("refused: \(error.code) \(error.message)")
            }
            if expected.contains("415") {
                #expect(error.code.hasPrefix("decode.unsupported") || error.kind == .noAudioTrack)
            }
            if expected.contains("413") { #expect(error.kind == .tooLong) }
            #expect(error.kind != .unreadable)
            #expect(!error.message.isEmpty)
        }
        #expect(clock.now - start < .seconds(20))
    }

    /// Changed bytes of every small file, the same ones on every run.
    @Test(arguments: Material.manifest(Material.hostile).filter { Int($0["bytes"] ?? "").map { $0 < 40_000 } == true })
    func `changed bytes give a result or an error, never a crash`(row: [String: String]) throws {
        let folder = try #require(Material.hostile)
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: row["file"] ?? "")))
        var state = UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(max(1, bound)))
        }
        for _ in 0..<20 {
            var changed = bytes
            for _ in 0..<(1 + random(8)) { changed[random(min(changed.count, 400))] = UInt8(random(256)) }
            if random(3) == 0 { changed.removeLast(random(changed.count)) }
            let settings = AudioSettings(maxDurationMs: 5000)
            if let (decoded, samples) = try? Material.decode(changed, settings: settings) {
                #expect(samples.count == decoded.samples)
                #expect(decoded.recording.durationMs <= 5000)
            }
        }
    }
}
