import Foundation
import Testing

@testable import Audio
@testable import Model

/// What a room does to a voice is told, and taken out of its pauses.
@Suite(.timeLimit(.minutes(2))) struct RoomTests {
    /// Twelve stretches of talk between pauses of 500 ms.
    private static let talk: [Double] = (0..<12).flatMap { index in
        Signals.babble(1.4, hertz: 110 + Double(index), seed: 90 &+ UInt64(index)) + Signals.silence(0.5)
    }

    /// The same in a room: an exponential decay behind the direct sound, made of few reflections so that it is quick to work out.
    private func inRoom(_ seconds: Double, _ signal: [Double]) -> [Double] {
        var generator = SplitMix(state: 5)
        var echoes: [(delay: Int, gain: Double)] = []
        var energy = 0.0
        for delay in stride(from: 40.0, to: seconds * 16_000, by: 37) {
            let at = Int(delay + Double.random(in: 0..<37, using: &generator))
            let gain = (Bool.random(using: &generator) ? 1 : -1) * pow(10, -3 * Double(at) / (seconds * 16_000))
            echoes.append((at, gain))
            energy += gain * gain
        }
        // As loud as the direct sound less 3 dB.
        let scale = 0.71 / energy.squareRoot()
        var heard = signal
        // Pointers, because a debug build checks half a billion indices otherwise.
        unsafe signal.withUnsafeBufferPointer { signal in
            unsafe heard.withUnsafeMutableBufferPointer { heard in
                for echo in echoes {
                    let gain = scale * echo.gain
                    for i in echo.delay..<max(echo.delay, signal.count) {
                        unsafe heard[i] += gain * signal[i - echo.delay]
                    }
                }
            }
        }
        return Signals.mix(heard.map { $0 * 0.7 }, Signals.noise(2, rms: 0.000_2))
    }

    @Test func `an echoing room is told, with what to do`() throws {
        let quality = Signals.measure(inRoom(0.8, Self.talk)).quality
        let issue = try #require(quality.issues.first { $0.code == "echo" })
        #expect(issue.detail.contains("closer"))
        #expect(quality.verdict == .fair || quality.verdict == .poor)
    }

    @Test func `a dry voice has no room, and a small room is no defect`() {
        let dry = Signals.mix(Self.talk, Signals.noise(2, rms: 0.000_2))
        #expect(!Signals.measure(dry).quality.issues.contains { $0.code == "echo" })
        #expect(!Signals.measure(inRoom(0.25, Self.talk)).quality.issues.contains { $0.code == "echo" })
    }

    @Test func `pauses are found in an echoing room, and begin where the voice stops`() {
        let silences = Signals.measure(inRoom(0.6, Self.talk)).acoustics.silences
        let found = (0..<11).count { index in
            let start = Int(1_400 + 1_900 * Double(index))
            return silences.contains { abs($0.startMs - start) <= 100 && abs($0.endMs - start - 500) <= 100 }
        }
        #expect(found >= 9, "\(found) of 11: \(silences.map { ($0.startMs, $0.endMs) })")
    }
}
