import Core
import Dispatch
import Foundation
import Model
import Synchronization
import Testing

@testable import Audio

/// Files that are heard while they are written.
@Suite(.timeLimit(.minutes(5)))
struct ArrivalTests {
    private enum Outcome: Equatable, Sendable {
        case heard(Hearing, wav: [UInt8])
        case refused(AudioError, String)
    }

    private func outcome(_ file: URL, _ arrival: Arrival?, _ wav: URL) throws -> Outcome {
        do {
            let hearing = try Listener().hear(file, arrival: arrival, writing: wav)
            return .heard(hearing, wav: [UInt8](try Data(contentsOf: wav)))
        } catch let error as AudioError {
            return .refused(error, error.message)
        }
    }

    /// Writes a file piece by piece, telling of each, while another thread hears it.
    private func live(_ bytes: [UInt8], pieces: Int, _ folder: TemporaryFolder) throws -> Outcome {
        let file = try folder.write([], as: "live")
        let wav = folder.file("live.wav")
        let arrival = Arrival()
        let done = DispatchSemaphore(value: 0)
        let result = Box()
        Thread.detachNewThread {
            let found = Result { try outcome(file, arrival, wav) }
            result.value.withLock { $0 = found }
            done.signal()
        }
        let handle = try FileHandle(forWritingTo: file)
        var at = 0
        for step in 1... where at < bytes.count {
            let next = min(bytes.count, at + 1 + step * 7919 % pieces)
            try handle.write(contentsOf: Data(bytes[at..<next]))
            // Now and then more is in the file than is told of: a piece that may be taken back.
            if step % 3 > 0 || next == bytes.count { arrival.grow(to: next) }
            at = next
            if at == bytes.count { break }
        }
        arrival.end()
        done.wait()
        return try #require(result.value.withLock { $0 }).get()
    }

    /// The project's own recordings.
    private static let kept = folder("Fixtures/audio")

    private static func folder(_ name: String) -> [URL] {
        let folder = Material.root.appending(path: name)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { !$0.hasSuffix("json") }.sorted().map { folder.appending(path: $0) }
    }

    private static func files(_ folder: URL?) -> [URL] {
        Material.manifest(folder).compactMap { row in folder?.appending(path: row["file"] ?? "") }
            .filter { $0.pathExtension != "TextGrid" && size($0) < 60_000 }
    }

    private static func size(_ file: URL) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: file.path))?[.size] as? Int ?? 0
    }

    @Test(arguments: kept + files(Material.recordings) + files(Material.hostile))
    func `a file that comes in pieces is heard as one that came whole`(file: URL) throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8](try Data(contentsOf: file))
        let whole = try outcome(file, nil, folder.file("whole.wav"))
        #expect(try live(bytes, pieces: max(2, bytes.count / 20), folder) == whole)
    }

    @Test(arguments: kept.filter { ["answer.webm", "answer.ogg", "wav_f32_48000.wav"].contains($0.lastPathComponent) })
    func `samples come before the last byte does`(file: URL) throws {
        let folder = try TemporaryFolder()
        let bytes = [UInt8](try Data(contentsOf: file))
        let half = bytes.count / 2
        let there = try folder.write(Array(bytes[..<half]), as: "half")
        let arrival = Arrival()
        arrival.grow(to: half)
        let done = DispatchSemaphore(value: 0)
        let quarter = DispatchSemaphore(value: 0)
        let total = try Material.decode(file).1.count
        Thread.detachNewThread {
            var count = 0
            _ = try? AudioDecoder().decode(there, arrival: arrival) { samples in
                if count < total / 4, count + samples.count >= total / 4 { quarter.signal() }
                count += samples.count
            }
            done.signal()
        }
        // A quarter of the sound, of half of the bytes, while the rest is not there.
        quarter.wait()
        arrival.giveUp()
        done.wait()
        #expect(arrival.isGivenUp)
    }

    @Test func `a recording of a codec nobody can decode is refused at its first bytes`() throws {
        let folder = try TemporaryFolder()
        // The head of a WAV file with MP3 inside; its samples never come.
        var head = WaveBuilder(samples: [0]).bytes()
        head[20] = 0x55
        let file = try folder.write(Array(head[..<44]), as: "live")
        let arrival = Arrival()
        arrival.grow(to: 44)
        let error = #expect(throws: AudioError.self) { try Listener().hear(file, arrival: arrival, writing: nil) }
        #expect(error?.kind == .unsupportedCodec)
    }

    @Test func `whoever waits too long for a byte gives the file up`() throws {
        let folder = try TemporaryFolder()
        let bytes = WaveBuilder(samples: Material.tone(seconds: 1, rate: 16_000)).bytes()
        let file = try folder.write(Array(bytes[..<20_000]), as: "live")
        let arrival = Arrival(patienceMs: 1)
        arrival.grow(to: 20_000)
        _ = try Listener().hear(file, arrival: arrival, writing: nil)
        #expect(arrival.isGivenUp)
        arrival.grow(to: 32_044)
        #expect(arrival.wait(for: .max) == 20_000)
    }

    @Test(arguments: kept + files(Material.recordings) + files(Material.hostile))
    func `the check refuses what decoding refuses`(file: URL) throws {
        func refusal(_ work: () throws(AudioError) -> Void) -> String? {
            do {
                try work()
                return nil
            } catch {
                return "\(error.code) \(error.message)"
            }
        }
        let decoded = refusal { () throws(AudioError) in _ = try AudioDecoder().decode(file) { _ in } }
        let checked = refusal { () throws(AudioError) in try AudioDecoder().check(file) }
        #expect(decoded == checked)
    }

    /// What a thread leaves for the one that waits for it.
    private final class Box: Sendable {
        let value = Mutex<Result<Outcome, any Error>?>(nil)
    }
}
